#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/log.h"
#include "apps/round_targets.h"
#include "apps/target_report.h"
#include "apps/train_network.h"
#include "apps/training_run.h"
#include "apps/verb.h"
#include "apps/version.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/output_folder.h"
#include "models/saliency.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct SelfImproveOptions {
  std::vector<fs::path> experiment;
  fs::path output;
  std::vector<std::string> overrides;
  std::int64_t num_rounds = 3;
  std::int64_t median_frames = 56;
  double saliency_scale = 10;
  std::string relabelling = "smoothed";
  double threshold = SelfImprovement{}.threshold;
  std::int64_t num_betas = 1;
  std::string precision;
  bool dry_run = false;
};

// A network of the recipe, and what it learns from (Schlueter 2016, section 4).
struct Round {
  std::string name;
  std::optional<TargetKind> targets;  // none: the labels of the songs
};

std::vector<Round> rounds_of(const SelfImproveOptions& options) {
  std::vector<Round> rounds{{"alpha", {}}};
  for (std::int64_t i = 1; options.num_rounds >= 2 && i <= options.num_betas; ++i)
    rounds.push_back({i == 1 ? "beta" : fmt::format("beta{}", i), TargetKind::kPredictions});
  if (options.num_rounds == 3) rounds.push_back({"gamma", TargetKind::kSaliency});
  return rounds;
}

SelfImprovement settings_of(const SelfImproveOptions& options) {
  return {options.median_frames, static_cast<float>(options.saliency_scale),
          parse_relabelling(options.relabelling), static_cast<float>(options.threshold)};
}

// The round's experiment: the file's, with the labels of songs and, but for the first, targets.
Experiment experiment_of(const SelfImproveOptions& options, const CommonOptions& common,
                         const fs::path& targets) {
  auto overrides = options.overrides;
  overrides.push_back("data.labels=songs");
  if (!targets.empty()) overrides.push_back("data.targets=" + fs::absolute(targets).string());
  if (!options.precision.empty()) overrides.push_back("experiment.precision=" + options.precision);
  std::optional<std::uint64_t> seed;
  if (common.is_given("--seed")) seed = common.seed;
  return read_experiment(options.experiment.front(), overrides, seed);
}

// Trains the network of a round, behind that of the round before. Returns what there is to tell.
nlohmann::ordered_json run_round(const SelfImproveOptions& options, const CommonOptions& common,
                                 const Round& round, const fs::path& model_before) {
  const RunPlace place{options.output / round.name};
  nlohmann::ordered_json told{{"round", round.name}};
  fs::path file;
  if (round.targets) {
    file = options.output / (round.name + ".targets.safetensors");
    const SelfImprovement settings = settings_of(options);
    const auto targets = provide_targets(file, model_before, *round.targets,
                                         experiment_of(options, common, {}), settings, common);
    told["targets"] = report_targets(round.name, *round.targets, settings, targets, file);
  }
  log_info(fmt::format("CNN-{}", round.name));
  train_network(experiment_of(options, common, file), {place.folder}, common);
  told["model"] = place.model().string();
  told["model_sha256"] = sha256_of_file(place.model());
  return told;
}

void check(const SelfImproveOptions& options, const CommonOptions& common) {
  if (options.experiment.size() != 1)
    throw Error(Exit::kUsage, "", "no experiment given", "one experiment file (TOML)");
  if (options.output.empty())
    throw Error(Exit::kUsage, "-o", "not given", "the folder of the rounds");
  if (common.is_given("--threshold") && !settings_of(options).has_threshold())
    throw Error(Exit::kUsage, "--threshold", "given without --relabel threshold or prune");
  for (const char* flag : {"--betas", "--relabel"})
    if (options.num_rounds == 1 && common.is_given(flag))
      throw Error(Exit::kUsage, flag, "given with --rounds 1, which has no targets");
}

// What the paper says of other ways than its own.
void warn_of_ways(const SelfImproveOptions& options) {
  if (settings_of(options).relabelling != Relabelling::kSmoothed)
    log_warning("--relabel " + options.relabelling +
                ": by Schlueter 2016, section 4.3, this lowers the next network's bias, teaches it "
                "nothing new, and iterated ends in a network that says no");
  if (options.num_betas > 1)
    log_warning(
        "--betas: by Schlueter 2016, section 4.3, training on CNN-beta's predictions "
        "again does not help");
}

Exit self_improve(const SelfImproveOptions& options, const CommonOptions& common) {
  check(options, common);
  const Experiment experiment = experiment_of(options, common, {});
  // Refused now, rather than behind the training of two networks.
  if (options.num_rounds == 3) record_saliency(experiment.network(), 1);
  if (options.dry_run) {
    std::fputs(frozen_text(experiment).c_str(), stdout);
    return Exit::kDone;
  }
  warn_of_ways(options);
  const OutputFolder folder(options.output);
  nlohmann::ordered_json report{{"schema", "cantus.self-improve/1"},
                                {"tool", tool()},
                                {"experiment", options.experiment.front().string()},
                                {"seed", experiment.seed},
                                {"device", to_string(common.device)},
                                {"rounds", nlohmann::ordered_json::array()}};
  fs::path model;
  for (const Round& round : rounds_of(options)) {
    report["rounds"].push_back(run_round(options, common, round, model));
    model = RunPlace{options.output / round.name}.model();
    if (!common.json) std::printf("%s\n", model.c_str());
  }
  const std::string json = report.dump(2) + "\n";
  write_file(options.output / "rounds.json", json);
  if (common.json) std::fputs(json.c_str(), stdout);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<SelfImproveOptions>();
  flags.positional("EXPERIMENT.toml", options->experiment, "the networks, and songs with labels");
  flags.path("-o,--output", options->output, "DIR", "a folder a network, and targets (required)");
  flags.integer("--rounds", options->num_rounds, std::int64_t{1}, std::int64_t{3},
                "1: CNN-alpha alone; 2: and CNN-beta; 3: and CNN-gamma");
  flags.integer("--median", options->median_frames, std::int64_t{1}, std::int64_t{10001},
                "frames of the running median over targets");
  flags.number("--scale", options->saliency_scale, Range{0.001, 1000},
               "of summed saliencies, before the tanh");
  flags.choice(
      "--relabel", options->relabelling, relabelling_names(),
      "CNN-beta's targets: predictions; yes over --threshold, no or nothing below; yes by p");
  flags.number("--threshold", options->threshold, Range{0, 1}, "of --relabel threshold and prune");
  flags.integer("--betas", options->num_betas, std::int64_t{1}, std::int64_t{9},
                "networks in CNN-beta's place, each on the predictions of the one before");
  flags.repeated("--set", options->overrides, "SECTION.KEY=VALUE", "change a setting of the file");
  flags.choice("--precision", options->precision, precision_names(),
               "as experiment.precision [the file's]");
  flags.toggle("--dry-run", options->dry_run, "print every setting as it would be, train nothing");
  return [options](const CommonOptions& common) { return self_improve(*options, common); };
}

}  // namespace

extern const Verb kSelfImproveVerb;
const Verb kSelfImproveVerb = {
    "self-improve", "train on labels of songs, then on what the network saw itself",
    "  cantus self-improve experiments/schlueter2016/mir1k.toml -o runs/weak\n"
    "  cantus self-improve weak.toml -o runs/weak --rounds 2 --set experiment.epochs=5\n",
    declare};

}  // namespace cantus
