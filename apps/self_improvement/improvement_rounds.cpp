#include "apps/self_improvement/improvement_rounds.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/self_improvement/target_report.h"
#include "apps/training/train_network.h"
#include "apps/training/training_run.h"
#include "data/files/hash.h"
#include "models/saliency/saliency.h"

namespace cantus {

namespace fs = std::filesystem;

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

Experiment experiment_of(const ImprovementRound& round, Experiment experiment) {
  experiment.is_weak = true;
  if (round.targets) experiment.pooling.reset();
  return experiment;
}

TrainedRound train_round(const ImprovementRound& round, const fs::path& folder,
                         const Experiment& experiment, const SelfImprovement& settings,
                         const CommonOptions& common) {
  TrainedRound trained{folder / round.name, experiment_of(round, experiment), "", nullptr};
  if (round.targets) {
    const fs::path file = folder / (round.name + ".targets.safetensors");
    const auto targets = provide_targets(file, RunPlace{folder / round.before}.model(),
                                         *round.targets, trained.experiment, settings, common);
    trained.targets = report_targets(round.name, *round.targets, settings, targets, file);
    trained.experiment.targets = fs::absolute(file);
    trained.experiment.targets_sha256 = sha256_of_file(file);
  }
  log_info("CNN-" + round.name);
  trained.training = train_network(trained.experiment, {trained.folder}, common);
  return trained;
}

void require_targets(const ImprovementRound& round, const Experiment& experiment) {
  if (round.targets == TargetKind::kSaliency) record_saliency(experiment.network(), 1);
}

}  // namespace cantus
