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

// How trained networks are scored, and on which songs: without manifests on the experiment's, of
// its kinds unless the test names some.
struct StudyTest : TestSongs {
  Scoring scoring = Scoring::kFrames;
};

// The trial of a model that was trained as the experiment says, without baselines.
ModelTrial trial_of(const Experiment& experiment, const StudyTest& test,
                    const std::filesystem::path& model);

// Refuses to test on all songs if training takes some of them, by their file or their name in the
// column `song`. Errors: kBadConfig; those of songs_of_experiment and songs_of_trial.
void require_untrained(const Experiment& experiment, const StudyTest& test);

// The digest of the songs that score() needs, computed before hours of training; it also stores
// their features. Errors: those of prepare_trial_songs and, for maps, of require_voices.
std::string prepare_test_songs(const Experiment& experiment, const StudyTest& test,
                               const CommonOptions& common);

struct ScoredRun {
  RunScores scores;
  std::string model_sha256;
  std::string test_sha256;  // of the test songs
};

// Scores a network unless it was scored already; the whole document is kept in its folder,
// scores.json or map_scores.json. Errors: those of evaluate_model or evaluate_maps.
ScoredRun score(const TrainedNetwork& network, const StudyTest& test, const CommonOptions& common);

}  // namespace cantus
