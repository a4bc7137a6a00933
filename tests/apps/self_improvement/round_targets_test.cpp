#include "apps/self_improvement/round_targets.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/apps/support/random_model.h"
#include "tests/apps/support/two_clips.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

class RoundTargets : public ::testing::Test {
 protected:
  RoundTargets() {
    write_two_clips(scratch_);
    write_wav(scratch_ / "sung.wav", {22050, tone(22050, 0.5)});
    write_random_model(model_, "spectrogram_cnn", {.num_frames = 52});
  }

  // The targets of the clip with voice.
  std::vector<float> targets(TargetKind kind, const std::string& setting) {
    CommonOptions common;
    common.num_threads = 1;
    const auto experiment = read_experiment(
        scratch_ / "weak.toml",
        {"data.labels=songs", "model.name=spectrogram_cnn", "model.num_frames=25", setting},
        std::nullopt);
    const auto made =
        provide_targets(scratch_ / (setting + ".safetensors"), model_, kind, experiment, common);
    EXPECT_EQ(made.by_track.size(), 1u);
    return made.by_track.begin()->second;
  }

  Scratch scratch_;
  std::filesystem::path model_ = scratch_ / "m.safetensors";
};

// A network learns from stretched and filtered songs, but its targets come from the originals.
TEST_F(RoundTargets, AreOfSongsWithoutAugmentation) {
  const auto augmented = targets(TargetKind::kPredictions, "augment.stretch=0.3");
  EXPECT_EQ(augmented, targets(TargetKind::kPredictions, "self_improve.median_frames=56"));
}

// tanh(scale * saliency): after atanh, the two targets have the ratio of the scales.
TEST_F(RoundTargets, OfSaliencyAreScaledAndSquashed) {
  const auto once = targets(TargetKind::kSaliency, "self_improve.saliency_scale=1");
  const auto tenfold = targets(TargetKind::kSaliency, "self_improve.saliency_scale=10");
  ASSERT_EQ(once.size(), 32u);
  ASSERT_EQ(tenfold.size(), 32u);
  int num_between = 0;
  for (std::size_t k = 0; k < once.size(); ++k) {
    EXPECT_GE(once[k], 0);
    EXPECT_GE(tenfold[k], 0);
    EXPECT_LT(once[k], 1);
    EXPECT_LE(tenfold[k], 1);
    if (once[k] < 1e-4f || tenfold[k] > 0.99f) continue;
    EXPECT_NEAR(std::atanh(tenfold[k]) / std::atanh(once[k]), 10, 1e-2) << k;
    ++num_between;
  }
  EXPECT_GT(num_between, 20);
}

// Otherwise a run would reuse the targets of an earlier one.
TEST(TargetFacts, DifferWhereTargetsMay) {
  const auto facts = [](Relabelling relabelling, float threshold) {
    return target_facts(TargetKind::kPredictions,
                        {.relabelling = relabelling, .threshold = threshold}, "sha");
  };
  for (const auto over_it : {Relabelling::kThreshold, Relabelling::kPrune})
    EXPECT_NE(facts(over_it, 0.3f), facts(over_it, 0.5f));
  for (const auto as_it_is : {Relabelling::kSmoothed, Relabelling::kWeight})
    EXPECT_EQ(facts(as_it_is, 0.3f), facts(as_it_is, 0.5f));
}

}  // namespace
}  // namespace cantus
