#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/experiment/experiment_flags.h"
#include "apps/experiment/print_settings.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/self_improvement/earlier_rounds.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "apps/songs/corpus_songs.h"
#include "apps/training/training_songs.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "data/files/output_folder.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct SelfImproveOptions {
  fs::path experiment;
  fs::path output;
  ExperimentFlags changes;
  bool dry_run = false;
};

std::vector<ImprovementRound> rounds_of(const Experiment& experiment) {
  auto rounds = improvement_rounds(experiment.num_betas);
  if (experiment.num_rounds < 3) rounds.pop_back();
  if (experiment.num_rounds < 2) rounds.resize(1);
  return rounds;
}

constexpr const char* kReport = "rounds.json";

std::vector<std::string> names_in_output(const std::vector<ImprovementRound>& rounds) {
  std::vector<std::string> names{kReport};
  for (const ImprovementRound& round : rounds) names.push_back(round.name);
  return names;
}

// The experiment of all rounds: the file's, with labels of songs.
Experiment weak_experiment(const SelfImproveOptions& options, const CommonOptions& common) {
  std::vector<std::string> overrides{"data.labels=songs"};
  for (auto& change : options.changes.overrides()) overrides.push_back(std::move(change));
  return read_experiment(options.experiment, overrides, common.given_seed());
}

nlohmann::ordered_json json_of(const std::string& name, const TrainedRound& round) {
  nlohmann::ordered_json told{{"round", name}};
  if (!round.targets.is_null()) told["targets"] = round.targets;
  const fs::path model = round.network.model();
  told["model"] = model.string();
  told["model_sha256"] = sha256_of_file(model);
  return told;
}

// Refuses flags that would have no effect.
void check(const Experiment& experiment, const CommonOptions& common) {
  if (!experiment.is_weak())
    throw Error(Exit::kUsage, "--set", "data.labels=frames given",
                "songs, of whose labels alone self-improvement learns");
  if (common.is_given("--threshold") && !experiment.improvement.has_threshold())
    throw Error(Exit::kUsage, "--threshold", "given without --relabel threshold or prune");
  for (const char* flag : {"--betas", "--relabel", "--median"})
    if (experiment.num_rounds == 1 && common.is_given(flag))
      throw Error(Exit::kUsage, flag, "given with one round, which has no targets");
  if (experiment.num_rounds < 3 && common.is_given("--scale"))
    throw Error(Exit::kUsage, "--scale", "given without CNN-gamma, whose targets are saliencies",
                "--rounds 3");
}

// Repeats what the paper says of ways other than its own.
void warn_of_ways(const Experiment& experiment) {
  if (experiment.num_rounds > 1 && experiment.improvement.relabelling != Relabelling::kSmoothed)
    log_warning("--relabel " + to_string(experiment.improvement.relabelling) +
                ": by Schlueter 2016, section 4.3, this lowers the next network's bias, teaches it "
                "nothing new, and iterated ends in a network that says no");
  if (experiment.num_rounds > 1 && experiment.num_betas > 1)
    log_warning(
        "--betas: by Schlueter 2016, section 4.3, training on CNN-beta's predictions "
        "again does not help");
}

// Refuses what the run itself would refuse, and logs what each round would begin with.
void foresee(const std::vector<ImprovementRound>& rounds, const fs::path& output,
             const Experiment& experiment, bool force) {
  require_same_lineage(rounds, output, experiment);
  rounds_of_report(output / kReport, force);
  for (const ImprovementRound& round : rounds)
    log_info(
        fmt::format("CNN-{}: {}", round.name, foreseen_round(round, output, experiment, force)));
}

Exit self_improve(const SelfImproveOptions& options, const CommonOptions& common) {
  const Experiment experiment = weak_experiment(options, common);
  check(experiment, common);
  const auto rounds = rounds_of(experiment);
  require_targets(rounds.back(), experiment);
  if (!common.force) require_own_folder(options.output, names_in_output(rounds));
  warn_of_ways(experiment);
  if (options.dry_run) {
    require_readable(songs_of_experiment(experiment));
    if (!options.output.empty()) foresee(rounds, options.output, experiment, common.force);
    return print_settings(experiment, kSelfImproveSchema, common.json);
  }
  const OutputFolder folder(options.output);
  require_same_lineage(rounds, options.output, experiment);
  const fs::path report_file = options.output / kReport;
  const auto before = rounds_of_report(report_file, common.force);
  nlohmann::ordered_json report = begin_document(kSelfImproveSchema);
  report["experiment"] = options.experiment.string();
  report["seed"] = experiment.seed;
  report["device"] = to_string(common.device);
  report["rounds"] = nlohmann::ordered_json::array();
  for (const ImprovementRound& round : rounds) {
    const TrainedRound trained = train_round(round, options.output, experiment, common);
    report["rounds"].push_back(json_of(round.name, trained));
    if (!common.json) print_lines(trained.network.model().string() + "\n");
  }
  keep_later_rounds(before, report["rounds"]);
  write_file(report_file, json_text(report));
  if (common.json) print_document(report);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<SelfImproveOptions>();
  flags.positional("EXPERIMENT.toml", options->experiment, "the networks and the labelled songs");
  flags.path("-o,--output", options->output, "DIR", "one folder per network; targets")
      .require("--dry-run");
  const auto declare = [&](const char* flag, const std::string& setting, const char* help) {
    options->changes.declare(flags, flag, "self_improve." + setting, help);
  };
  declare("--rounds", "rounds", "1: CNN-alpha; 2: also CNN-beta; 3: also CNN-gamma");
  declare("--median", "median_frames", "running median over targets, in frames");
  declare("--scale", "saliency_scale", "factor on summed saliencies before the tanh");
  declare("--relabel", "relabel",
          "CNN-beta's targets: predictions; yes or no by --threshold; yes, drawn as often as "
          "predicted; yes or not learned by --threshold");
  declare("--threshold", "threshold", "of --relabel threshold and prune");
  declare("--betas", "betas",
          "networks in CNN-beta's place, each on the predictions of the one before");
  options->changes.declare(flags);
  flags.toggle("--dry-run", options->dry_run,
               "print the settings, check songs and rounds, train nothing");
  return [options](const CommonOptions& common) { return self_improve(*options, common); };
}

}  // namespace

const Verb kSelfImproveVerb = {
    "self-improve", "train on song-level labels, then on the network's own findings",
    "  cantus self-improve experiments/schlueter2016/mir1k.toml -o runs/weak\n"
    "  cantus self-improve weak.toml -o runs/weak --rounds 2 --set experiment.epochs=5\n",
    declare};

}  // namespace cantus
