#include "apps/self_improvement/improvement_rounds.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/self_improvement/target_report.h"
#include "data/files/hash.h"
#include "models/saliency/saliency.h"

namespace cantus {

namespace fs = std::filesystem;

namespace {

void learn_from(const fs::path& targets, Experiment& experiment) {
  experiment.targets = fs::absolute(targets);
  experiment.targets_sha256 = sha256_of_file(targets);
}

}  // namespace

std::vector<ImprovementRound> improvement_rounds(std::int64_t num_betas) {
  std::vector<ImprovementRound> rounds{{"alpha", "", {}}};
  const auto add = [&rounds](const std::string& name, TargetKind targets) {
    rounds.push_back({name, rounds.back().name, targets});
  };
  for (std::int64_t i = 1; i <= num_betas; ++i)
    add(i == 1 ? "beta" : fmt::format("beta{}", i), TargetKind::kPredictions);
  add("gamma", TargetKind::kSaliency);
  return rounds;
}

Experiment round_experiment(const ImprovementRound& round, Experiment experiment) {
  experiment.labels = LabelsOf::kSongs;
  if (round.targets) experiment.pooling.reset();
  return experiment;
}

fs::path targets_of(const ImprovementRound& round, const fs::path& folder) {
  return folder / (round.name + ".targets.safetensors");
}

TrainedRound train_round(const ImprovementRound& round, const fs::path& folder,
                         const Experiment& of_all, const CommonOptions& common) {
  Experiment experiment = round_experiment(round, of_all);
  nlohmann::ordered_json report;
  if (round.targets) {
    const fs::path file = targets_of(round, folder);
    const auto targets = provide_targets(file, RunFiles{folder / round.before}.model(),
                                         *round.targets, experiment, common);
    report = report_targets(round.name, *round.targets, experiment.improvement, targets, file);
    learn_from(file, experiment);
  }
  log_info("CNN-" + round.name);
  return {train_network(experiment, {folder / round.name}, common), report};
}

std::string foreseen_round(const ImprovementRound& round, const fs::path& folder,
                           const Experiment& of_all, bool force) {
  Experiment experiment = round_experiment(round, of_all);
  if (round.targets) {
    const fs::path file = targets_of(round, folder);
    if (!intact_targets(file)) return "would make its targets, " + file.string();
    learn_from(file, experiment);
  }
  return foreseen_start(experiment, {folder / round.name}, force);
}

void require_targets(const ImprovementRound& round, const Experiment& experiment) {
  if (round.targets == TargetKind::kSaliency) record_saliency(experiment.network(), 1);
}

}  // namespace cantus
