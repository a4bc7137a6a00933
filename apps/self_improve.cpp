#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/log.h"
#include "apps/round_targets.h"
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
  std::string precision;
  bool dry_run = false;
};

// A network of the recipe, and what it learns from (Schlueter 2016, section 4).
struct Round {
  const char* name;
  std::optional<TargetKind> targets;  // none: the labels of the songs
};
constexpr Round kRounds[] = {
    {"alpha", {}}, {"beta", TargetKind::kPredictions}, {"gamma", TargetKind::kSaliency}};

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

nlohmann::ordered_json summary_of(const char* round, const FrameTargets& targets) {
  TargetSummary summary;
  for (const auto& [track, values] : targets.by_track) summary.add(values);
  std::string tenths;
  for (const std::int64_t count : summary.histogram)
    tenths += fmt::format(" {:.3f}",
                          static_cast<double>(count) / static_cast<double>(summary.num_frames));
  log_info(fmt::format("{}: {} songs with voice, mean target {:.3f}, shares of tenths{}", round,
                       targets.by_track.size(), summary.mean, tenths));
  if (summary.is_saturated()) {
    log_warning(
        fmt::format("{}: {:.0f} % of the targets are over 0.99 and tell frames apart no "
                    "better than labels of songs do; try a smaller --scale",
                    round, 100 * summary.saturated));
  }
  return {{"songs", targets.by_track.size()},
          {"frames", summary.num_frames},
          {"mean", summary.mean},
          {"over_0.99", summary.saturated},
          {"histogram", summary.histogram}};
}

// Trains the network of a round, behind that of the round before. Returns what there is to tell.
nlohmann::ordered_json run_round(const SelfImproveOptions& options, const CommonOptions& common,
                                 const Round& round, const fs::path& model_before) {
  const RunPlace place{options.output / round.name};
  nlohmann::ordered_json told{{"round", round.name}};
  fs::path file;
  if (round.targets) {
    file = options.output / (std::string(round.name) + ".targets.safetensors");
    const SelfImprovement settings{options.median_frames,
                                   static_cast<float>(options.saliency_scale)};
    const auto targets = provide_targets(file, model_before, *round.targets,
                                         experiment_of(options, common, {}), settings, common);
    told["targets"] = summary_of(round.name, targets);
    told["targets"]["file"] = file.string();
    told["targets"]["sha256"] = sha256_of_file(file);
  }
  log_info(fmt::format("CNN-{}", round.name));
  train_network(experiment_of(options, common, file), {place.folder}, common);
  told["model"] = place.model().string();
  told["model_sha256"] = sha256_of_file(place.model());
  return told;
}

Exit self_improve(const SelfImproveOptions& options, const CommonOptions& common) {
  if (options.experiment.size() != 1)
    throw Error(Exit::kUsage, "", "no experiment given", "one experiment file (TOML)");
  if (options.output.empty())
    throw Error(Exit::kUsage, "-o", "not given", "the folder of the rounds");
  const Experiment experiment = experiment_of(options, common, {});
  // Refused now, rather than behind the training of two networks.
  if (options.num_rounds == std::ssize(kRounds)) record_saliency(experiment.network(), 1);
  if (options.dry_run) {
    std::fputs(frozen_text(experiment).c_str(), stdout);
    return Exit::kDone;
  }
  const OutputFolder folder(options.output);
  nlohmann::ordered_json report{{"schema", "cantus.self-improve/1"},
                                {"tool", tool()},
                                {"experiment", options.experiment.front().string()},
                                {"seed", experiment.seed},
                                {"device", to_string(common.device)},
                                {"rounds", nlohmann::ordered_json::array()}};
  fs::path model;
  for (std::int64_t r = 0; r < options.num_rounds; ++r) {
    report["rounds"].push_back(run_round(options, common, kRounds[r], model));
    model = RunPlace{options.output / kRounds[r].name}.model();
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
