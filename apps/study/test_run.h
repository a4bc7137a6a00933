#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/evaluation/evaluate_model.h"
#include "apps/evaluation/trial_songs.h"
#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "apps/study/run_scores.h"
#include "apps/training/train_network.h"

namespace cantus {

// The songs that trained networks are scored on, and how.
struct TestSongs {
  std::vector<std::string> manifests;  // none: the experiment's
  std::vector<std::string> kinds;      // none: all, or with its manifests the experiment's
  JudgedSplit split = JudgedSplit::kTest;
  std::int64_t num_songs = 0;  // drawn of those with voice; 0: all
  Scoring scoring = Scoring::kFrames;
  std::int64_t num_fitted = 0;  // see ModelTrial
};

// The trial of a model that was trained as the experiment says, without baselines.
ModelTrial trial_of(const Experiment& experiment, const TestSongs& test,
                    const std::filesystem::path& model);

// Refuses to test on all songs where training takes some of them, by their file or their name in
// the column `song`. Errors: kBadConfig; those of songs_of_experiment and songs_of_trial.
void require_untrained(const Experiment& experiment, const TestSongs& test);

// What score() needs of the songs, found before hours of training: their features are in the store
// then. Errors: those of find_trial_songs and, of maps, those of require_voices.
TrialSongs find_test_songs(const Experiment& experiment, const TestSongs& test,
                           const CommonOptions& common);

struct ScoredRun {
  RunScores scores;
  std::string model_sha256;
};

// Scores what is not scored yet; the whole of it stays in the network's folder, scores.json or
// map_scores.json. Errors: those of evaluate_model or evaluate_maps.
ScoredRun score(const TrainedNetwork& network, const TestSongs& test, const CommonOptions& common);

}  // namespace cantus
