#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "apps/baselines.h"
#include "apps/evaluate_labels.h"
#include "apps/experiment.h"
#include "apps/log.h"
#include "apps/machine.h"
#include "apps/model_file.h"
#include "apps/nearest.h"
#include "apps/output_names.h"
#include "apps/progress.h"
#include "apps/stop.h"
#include "apps/verb.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "models/detector.h"
#include "models/segments.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct EvaluateOptions {
  fs::path model;
  std::vector<std::string> manifests;
  std::string split = "test";
  std::vector<std::string> kinds;
  fs::path features;
  double threshold = 0.5;
  std::int64_t median_frames = 1;
  bool skip_baselines = false;
  bool with_grid = false;
  LabelPairs labels;
  fs::path csv;
};

std::vector<CorpusSong> songs_of_split(const std::vector<CorpusSong>& songs,
                                       const std::string& split) {
  std::vector<CorpusSong> found;
  for (const CorpusSong& song : songs)
    if (split == split_name(song.split)) found.push_back(song);
  return found;
}

// "one of train, valid": the splits that there are.
std::string splits_of(const std::vector<CorpusSong>& songs) {
  std::vector<std::string> splits;
  for (const char* split : {"train", "valid", "test"})
    if (!songs_of_split(songs, split).empty()) splits.emplace_back(split);
  return "one of " + join(splits);
}

std::vector<std::vector<float>> run_model(Queue& queue, Queue& host, Model& model,
                                          const std::vector<LabelledSong>& songs,
                                          const EvaluateOptions& options, FeatureStore& store) {
  Detector detector(queue, model.network, model.parameters);
  const double frames_per_second = front_end_preset(model.facts.front_end).frames_per_second();
  Progress progress("detect", static_cast<double>(songs.size()), "songs");
  std::vector<std::vector<float>> curves;
  for (const LabelledSong& song : songs) {
    throw_if_stopped("run the same command again");
    const auto features = standardized_features(host, song, model.standardization, store);
    auto curve = detector.curve(features.values);
    if (options.median_frames > 1) curve = smooth_curve(host, curve, options.median_frames);
    curves.push_back(std::move(curve));
    progress.advance(1, static_cast<double>(song.labels.size()) / frames_per_second);
  }
  progress.finish();
  return curves;
}

Result evaluate_model(const EvaluateOptions& options, const CommonOptions& common) {
  if (options.manifests.empty())
    throw Error(Exit::kUsage, "--manifest", "not given", "the songs to evaluate on");
  catch_stop_signals();
  log_device(common);
  const int num_threads = threads_of(common);
  Queue queue(common.device, num_threads);
  Queue host({}, num_threads);
  Model model = load_model(queue, options.model);
  const TrainedOn trained = trained_on(model.facts.training_config);
  std::vector<std::string> positive = options.labels.positive;
  if (positive.empty()) positive = trained.positive;
  if (positive.empty()) positive = {model.facts.positive_label};
  // In the numbers it was trained on, which are the ones most likely to be stored.
  const FeaturePlace place{
      options.features.empty() ? fs::path(options.manifests.front()).parent_path() / "features"
                               : options.features,
      front_end_preset(model.facts.front_end), trained.dtype, common.device, num_threads};

  const auto all =
      songs_in({options.manifests.begin(), options.manifests.end()}, options.kinds, Exit::kNoInput);
  const auto wanted = songs_of_split(all, options.split);
  if (wanted.empty()) {
    throw Error(Exit::kNoInput, options.manifests.front(), "no song of split " + options.split,
                splits_of(all));
  }
  const auto songs = label_songs(wanted, positive, place);
  FeatureStore store(place.folder, place.front_end, place.type);
  std::vector<JudgedSong> judged;
  for (const LabelledSong& song : songs) judged.push_back({song.song.name, song.labels});

  Result result;
  result.subject = {fmt::format("{}, {}", fmt::join(options.manifests, " + "), options.split),
                    options.model.string(),
                    model.sha256,
                    to_string(common.device),
                    num_threads,
                    options.median_frames};
  const auto add = [&](const std::string& name, float threshold, const auto& curves) {
    result.reports.push_back(
        report_on(name, threshold, curves, judged, Scores::kCurves, options.with_grid));
  };
  add(model.facts.network, static_cast<float>(options.threshold),
      run_model(queue, host, model, songs, options, store));
  if (options.skip_baselines) return result;
  const auto to_learn_from = songs_of_split(all, "train");
  if (to_learn_from.empty()) {
    log_warning("no song of split train, hence no baselines");
    return result;
  }
  const auto train = label_songs(to_learn_from, positive, place);
  for (const auto& baseline :
       run_baselines(host, train, songs, place.front_end, model.standardization, store))
    add(baseline.name, baseline.threshold, baseline.curves);
  return result;
}

Exit evaluate(const EvaluateOptions& options, const CommonOptions& common) {
  const bool has_labels = !options.labels.predicted.empty() || !options.labels.truth.empty();
  if (options.model.empty() == !has_labels) {
    throw Error(Exit::kUsage, "", has_labels ? "a model and label files given" : "nothing given",
                "--model with --manifest, or --predicted with --truth");
  }
  if (!options.csv.empty()) {
    refuse_to_overwrite(options.csv, common.force);
    require_creatable(options.csv);
  }
  const Result result =
      has_labels ? evaluate_labels(options.labels) : evaluate_model(options, common);
  if (!options.csv.empty()) write_file(options.csv, to_csv(result.reports));
  const std::string text = common.json ? to_json(result.subject, result.reports)
                                       : to_table(result.subject, result.reports);
  std::fputs(text.c_str(), stdout);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<EvaluateOptions>();
  flags.path("-m,--model", options->model, "FILE", "model to judge");
  flags.list("--manifest", options->manifests, "FILE", "corpus manifests that name the songs");
  flags.choice("--split", options->split, {"train", "valid", "test"}, "the songs to judge it on");
  flags.list("--kinds", options->kinds, "KIND", "only songs of these kinds");
  flags.path("--features", options->features, "DIR", "feature store [beside the first manifest]");
  flags.number("--threshold", options->threshold, {0, 1}, "voice is where the curve is greater");
  flags.integer("--median", options->median_frames, std::int64_t{1}, std::int64_t{10000},
                "frames of a running median over the curve; 1: none");
  flags.toggle("--no-baselines", options->skip_baselines, "leave out loudness and regression");
  flags.toggle("--compat-grid", options->with_grid, "add figures read from Schlueter's grid");
  flags.list("--predicted", options->labels.predicted, "FILE", "label files to judge");
  flags.list("--truth", options->labels.truth, "FILE",
             "their truths in order; each says how long its song is");
  flags.list("--positive", options->labels.positive, "LABEL",
             "labels that are voice [the model's; sing]");
  flags.path("--csv", options->csv, "FILE", "write the figures of every song");
  return [options](const CommonOptions& common) { return evaluate(*options, common); };
}

}  // namespace

extern const Verb kEvaluateVerb;
const Verb kEvaluateVerb = {
    "evaluate", "say how good a model or a set of labels is",
    "  cantus evaluate --model runs/speech/model.safetensors --manifest corpus/manifest.tsv\n"
    "  cantus evaluate --predicted found/a.lab,found/b.lab --truth a.lab,b.lab --json\n",
    declare};

}  // namespace cantus
