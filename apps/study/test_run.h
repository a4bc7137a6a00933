#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/evaluation/evaluate_model.h"
#include "apps/experiment/experiment.h"
#include "apps/program/verb.h"
#include "apps/study/run_scores.h"
#include "apps/training/train_network.h"

namespace cantus {

// How trained networks are scored, and on which songs: without manifests the experiment's, of its
// kinds where the test names none.
struct StudyTest : TestSongs {
  Scoring scoring = Scoring::kFrames;
};

// The trial of a model that was trained as the experiment says, without baselines.
ModelTrial trial_of(const Experiment& experiment, const StudyTest& test,
                    const std::filesystem::path& model);

// Refuses to test on all songs where training takes some of them, by their file or their name in
// the column `song`. Errors: kBadConfig; those of songs_of_experiment and songs_of_trial.
void require_untrained(const Experiment& experiment, const StudyTest& test);

// The digest of what score() needs of the songs, found before hours of training: their features are
// in the store then. Errors: those of prepare_trial_songs and, of maps, those of require_voices.
std::string prepare_test_songs(const Experiment& experiment, const StudyTest& test,
                               const CommonOptions& common);

struct ScoredRun {
  RunScores scores;
  std::string model_sha256;
  std::string test_sha256;  // of the songs
};

// Scores what is not scored yet; the whole of it stays in the network's folder, scores.json or
// map_scores.json. Errors: those of evaluate_model or evaluate_maps.
ScoredRun score(const TrainedNetwork& network, const StudyTest& test, const CommonOptions& common);

}  // namespace cantus
