#include <fmt/format.h>

#include "apps/self_improvement/improvement_rounds.h"
#include "apps/study/study.h"

namespace cantus {
namespace {

// None for a row that is no network of a round.
std::optional<ImprovementRound> round_of(const StudyRow& row) {
  for (const ImprovementRound& round : improvement_rounds())
    if (round.name == row.round) return round;
  return {};
}

}  // namespace

bool StudyRow::learns_from_targets() const {
  const auto of_self_improvement = round_of(*this);
  return of_self_improvement && of_self_improvement->targets;
}

Experiment row_experiment(const Study& study, const StudyRow& row, std::uint64_t seed,
                          const std::filesystem::path& source) {
  GivenValues values = row.settings;
  override_setting(fmt::format("experiment.seed={}", seed), values);
  if (!source.empty())
    for (const std::string& setting : row.way.settings(source)) override_setting(setting, values);
  Experiment experiment = experiment_from(values, study.file);
  if (source.empty()) {
    experiment.transferred = layers_of(row.way.layers);
    experiment.transfer_mode = row.way.mode;
  }
  if (!row.round.empty()) experiment.labels = LabelsOf::kSongs;
  return experiment;
}

Experiment row_network_experiment(const Study& study, const StudyRow& row, std::uint64_t seed) {
  if (!row.way.is_from_scratch() && std::filesystem::exists(study.source.model))
    return row_experiment(study, row, seed, study.source.model);
  const Experiment experiment = row_experiment(study, row, seed);
  const auto round = round_of(row);
  return round ? round_experiment(*round, experiment) : experiment;
}

}  // namespace cantus
