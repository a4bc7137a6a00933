#include "apps/study/study_networks.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "apps/study/study_settings.h"
#include "data/files/hash.h"

namespace cantus {

namespace fs = std::filesystem;

StudyNetworks::StudyNetworks(const Study& study, const fs::path& work, const CommonOptions& common)
    : study_(study), work_(work), common_(common) {}

fs::path StudyNetworks::folder_of(const StudyRow& row, std::uint64_t seed) const {
  if (row.round.empty()) return work_ / row.run(seed);
  const Experiment experiment = row_experiment(study_, row, seed);
  // Names of corpora, if there are any, make the folder the same on every machine.
  std::string settings =
      result_text(experiment) +
      (row.corpora.empty() ? setting_text(experiment, "data.manifest") : toml_of(row.corpora)) +
      "\n";
  for (const char* key : kOfTargets)
    settings += setting_text(experiment, fmt::format("self_improve.{}", key)) + "\n";
  return work_ / fmt::format("rounds-{:.8}-seed{}", sha256_hex(settings), seed) / row.round;
}

TrainedNetwork StudyNetworks::train(const StudyRow& row, std::uint64_t seed, const fs::path& source,
                                    const std::string& data_sha256) {
  const fs::path folder = folder_of(row, seed);
  const Experiment experiment = row_experiment(study_, row, seed, source);
  if (!row.round.empty()) return train_rounds(folder.parent_path(), row.round, experiment);
  return train_network(experiment, {.output = folder, .data_sha256 = data_sha256}, common_);
}

TrainedNetwork StudyNetworks::train_rounds(const fs::path& folder, const std::string& last,
                                           const Experiment& experiment) {
  for (const ImprovementRound& round : improvement_rounds()) {
    if (!rounds_.contains(folder / round.name)) {
      rounds_[folder / round.name] = train_round(round, folder, experiment, common_).network;
    }
    if (round.name == last) break;
  }
  return rounds_.at(folder / last);
}

TrainedNetwork StudyNetworks::train_source() const {
  make_corpora(study_, study_.source.corpora, common_);
  log_info("the source network");
  const Experiment experiment = experiment_from(study_.source.settings, study_.file);
  prepare_test_songs(experiment, {}, common_);
  return train_network(experiment, {work_ / "source"}, common_);
}

}  // namespace cantus
