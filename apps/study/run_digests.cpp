#include "apps/study/run_digests.h"

#include <fmt/format.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr const char* kTested = "tested on other songs or labels";
constexpr const char* kLearned = "trained on other songs or labels";
constexpr const char* kSource = "another source network";

// What decides which songs are tested on, and their numbers of frames.
std::string songs_tested(const Experiment& experiment, const StudyTest& test) {
  const ModelTrial trial = trial_of(experiment, test, {});
  return fmt::format("{}; {}; {}", subject_title(trial), fmt::join(trial.positive, ","),
                     experiment.front_end);
}

// The same for the songs that are learned from; "" for targets, which differ from seed to seed.
std::string songs_learned(const StudyRow& row, const Experiment& experiment) {
  if (!row.is_trained() || row.learns_from_targets()) return "";
  std::string songs = experiment.is_augmented() ? "magnitudes" : "";
  for (const char* key : {"data.manifest", "data.kinds", "data.num_songs", "data.positive",
                          "data.labels", "data.front_end"})
    songs += "; " + setting_text(experiment, key);
  if (experiment.num_songs > 0) songs += fmt::format("; drawn by {}", experiment.seed);
  return songs;
}

}  // namespace

void RunDigests::require(const std::filesystem::path& file, const std::string& found,
                         const std::string& of, const std::string& sha256) {
  if (sha256.empty()) return;
  const auto& [what, first] = *first_.emplace(found + of, First{sha256, file}).first;
  if (first.sha256 == sha256) return;
  throw Error(Exit::kBadConfig, file.string(),
              fmt::format("{} than {}", found, first.file.filename().string()),
              "the same in all runs of a table",
              "restore what changed, choose another folder, or delete the runs that differ with "
              "their trainings");
}

void RunDigests::require_source(const std::filesystem::path& file, const std::string& sha256) {
  require(file, kSource, "", sha256);
}

void RunDigests::require_tested(const std::filesystem::path& file, const Experiment& experiment,
                                const StudyTest& test, const std::string& sha256) {
  require(file, kTested, songs_tested(experiment, test), sha256);
}

void RunDigests::require_run(const std::filesystem::path& file, const FinishedRun& run,
                             const StudyRow& row, const Experiment& experiment,
                             const StudyTest& test) {
  require_source(file, run.source_sha256);
  require_tested(file, experiment, test, run.test_sha256);
  if (const std::string songs = songs_learned(row, experiment); !songs.empty())
    require(file, kLearned, songs, run.data_sha256);
}

std::string RunDigests::learned(const StudyRow& row, const Experiment& experiment) const {
  const auto first = first_.find(kLearned + songs_learned(row, experiment));
  return first == first_.end() ? "" : first->second.sha256;
}

}  // namespace cantus
