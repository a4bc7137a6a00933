#include <memory>

#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluate_labels.h"
#include "apps/evaluation/evaluate_maps.h"
#include "apps/evaluation/evaluate_model.h"
#include "apps/model/pretrained.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/songs/output_names.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "models/detection/segments.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

struct EvaluateOptions {
  ModelTrial trial;
  LabelTrial labels;
  bool are_maps = false;
  fs::path csv;
  // Flags without effect on label files, and those of them without effect on maps: maps are scored
  // at their best thresholds, from exact excerpts in float32.
  std::vector<std::string> of_models, of_curves;
};

struct Answer {
  std::vector<Report> reports;
  std::string table;
  Json document;
};

Answer answer_of(const Result& result) {
  return {result.reports, to_table(result), document_of(result)};
}

Answer answer_of(const MapResult& result) {
  return {result.in_time.reports, to_table(result.in_time) + text_of(result.in_frequency),
          document_of(result)};
}

void refuse_all_of(const std::vector<std::string>& flags, const CommonOptions& common,
                   const std::string& where, const std::string& expected) {
  for (const std::string& flag : flags)
    if (common.is_given(flag))
      throw Error(Exit::kUsage, flag, "has no effect on " + where, expected, "leave it out");
}

Exit evaluate(const EvaluateOptions& options, const CommonOptions& common) {
  const bool has_labels = !options.labels.predicted.empty() || !options.labels.truth.empty();
  const bool has_songs = common.is_given("--model") || common.is_given("--manifest");
  if (has_labels == has_songs) {
    throw Error(Exit::kUsage, "", has_labels ? "songs and label files given" : "nothing given",
                "--manifest, or --predicted with --truth");
  }
  if (has_songs && options.trial.manifests.empty())
    throw Error(Exit::kUsage, "--manifest", "not given", "the songs to evaluate on");
  if (has_labels)
    refuse_all_of(options.of_models, common, "label files", "--predicted and --truth alone");
  if (options.are_maps) refuse_all_of(options.of_curves, common, "maps", "");
  if (options.are_maps && options.trial.model.empty())
    throw Error(Exit::kUsage, "--model", "not given", "the file of a spectrogram_cnn");
  if (options.trial.num_fitted > 0 && !options.are_maps)
    throw Error(Exit::kUsage, "--fit-songs", "given without --maps", "both, or neither");
  const JudgedSplit split = options.trial.split;
  if (!options.trial.threshold && (split == JudgedSplit::kValid || split == JudgedSplit::kAll))
    throw Error(Exit::kUsage, "--threshold", "valid given with --split " + to_string(split),
                "another split: chosen on the frames it is judged on it says too much");
  if (!options.csv.empty()) {
    refuse_to_overwrite(options.csv, common.force);
    require_creatable(options.csv);
  }
  ModelTrial trial = options.trial;
  if (has_songs) trial.model = named_or_pretrained(trial.model);
  trial.positive = options.labels.positive;
  const Answer answer = has_labels         ? answer_of(evaluate_labels(options.labels))
                        : options.are_maps ? answer_of(evaluate_maps(trial, common))
                                           : answer_of(evaluate_model(trial, common));
  if (!options.csv.empty()) write_file(options.csv, to_csv(answer.reports));
  if (common.json)
    print_document(answer.document);
  else
    print_lines(answer.table);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<EvaluateOptions>();
  flags.path("-m,--model", options->trial.model, "MODEL",
             "model file, or folder of a run [the bundled one]");
  flags.files("--manifest", options->trial.manifests, "FILE",
              "corpus manifests that name the songs");
  const std::size_t before_models = flags.count();
  flags.choice("--split", options->trial.split, "split to evaluate on");
  flags.list("--kinds", options->trial.kinds, "KIND", "only songs of these kinds");
  flags.path("--features", options->trial.features, "DIR",
             "feature store [beside the first manifest]");
  flags.toggle("--maps", options->are_maps,
               "score a spectrogram_cnn's saliency maps, in time and in the spectrum");
  flags.integer("--fit-songs", options->trial.num_fitted, std::int64_t{0}, std::int64_t{1000000},
                "songs of split valid to fit the maps' scale on; 0: by quantiles");
  flags.integer("--median", options->trial.median_frames, std::int64_t{1}, kLongestMedian,
                "running median over the curve, in frames; 1: none (`detect`: 15)");
  const std::size_t before_curves = flags.count();
  flags.number_or("--threshold", options->trial.threshold, {0, 1}, "valid",
                  "voice is above this; valid: most accurate on that split");
  flags.choice("--precision", options->trial.precision, "of the network, on a GPU");
  flags.choice("--blocks", options->trial.blocks,
               "every excerpt by itself, or glu_* over the whole song: faster, approximate");
  flags.toggle("--no-baselines", options->trial.skip_baselines,
               "skip loudness and logistic regression");
  flags.toggle("--compat-grid", options->trial.with_grid,
               "add metrics on Schlueter's threshold grid");
  options->of_models = flags.long_names_behind(before_models);
  options->of_curves = flags.long_names_behind(before_curves);
  flags.files("--predicted", options->labels.predicted, "FILE",
              "label files to evaluate, or a folder of them");
  flags.files("--truth", options->labels.truth, "FILE",
              "their truths in the same order, or a folder of files with the same names");
  flags.list("--positive", options->labels.positive, "LABEL",
             "labels that are voice [the model's; sing]");
  flags.path("--csv", options->csv, "FILE", "write every song's metrics; the folder must exist");
  return [options](const CommonOptions& common) { return evaluate(*options, common); };
}

}  // namespace

const Verb kEvaluateVerb = {
    "evaluate", "score a model or label files",
    "  cantus evaluate --model runs/speech/model.safetensors --manifest corpus/manifest.tsv\n"
    "  cantus evaluate --predicted found --truth labels --json\n",
    declare};

}  // namespace cantus
