#include "apps/study/test_run.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

// Schlueter smooths over 0.8 s at 70 frames per second; Hou decides frame by frame, unsmoothed.
TEST(TestRun, SmoothsMapsByTheMedianOfTheirTargets) {
  StudyTest test;
  test.scoring = Scoring::kMaps;
  EXPECT_EQ(trial_of({}, test, "m.safetensors").median_frames, 56);
  test.scoring = Scoring::kFrames;
  EXPECT_EQ(trial_of({}, test, "m.safetensors").median_frames, 1);
}

// An experiment's own songs are limited to its kinds; other manifests' songs to their own kinds.
TEST(TestRun, TakesTheKindsOfTheManifestsItScores) {
  Experiment experiment;
  experiment.manifests = {"own.tsv"};
  experiment.kinds = {"mix"};
  const ModelTrial own = trial_of(experiment, {}, "m.safetensors");
  EXPECT_EQ(own.manifests, std::vector<std::string>{"own.tsv"});
  EXPECT_EQ(own.kinds, std::vector<std::string>{"mix"});
  StudyTest of_a_kind;
  of_a_kind.kinds = {"song"};
  EXPECT_EQ(trial_of(experiment, of_a_kind, "m.safetensors").kinds,
            std::vector<std::string>{"song"});
  StudyTest others;
  others.manifests = {"other.tsv"};
  const ModelTrial other = trial_of(experiment, others, "m.safetensors");
  EXPECT_EQ(other.manifests, std::vector<std::string>{"other.tsv"});
  EXPECT_TRUE(other.kinds.empty());
}

}  // namespace
}  // namespace cantus
