#include "apps/training/validation.h"

#include <gtest/gtest.h>

#include "models/detection/inference.h"
#include "tests/models/training/small_training.h"

namespace cantus {
namespace {

constexpr std::int64_t kStride = 2;

// Two songs of which every second excerpt is more than a batch of 128.
FrameSet make_frames(std::int64_t num_bands) {
  FrameSet frames(num_bands, StoredFloat::f32);
  for (const std::int64_t length : {151, 190}) {
    FeatureMatrix song{length, num_bands, {}};
    song.values = testing::noise(static_cast<std::size_t>(length * num_bands),
                                 static_cast<std::uint32_t>(length));
    std::vector<float> labels;
    for (std::int64_t i = 0; i < length; ++i) labels.push_back(i % 5 < 2 ? 1.0f : 0.0f);
    frames.add_song(song, labels);
  }
  return frames;
}

class Validation : public ::testing::Test {
 protected:
  // With these weights about half of the excerpts are over 0.5.
  Validation() { parameters_.initialize(4); }

  ValidationScores validate_all() {
    return validate(queue_, network_, parameters_, excerpts_, kStride, Precision::kFloat32,
                    [this](std::int64_t n) { batches_.push_back(n); });
  }

  Queue queue_{{}, 1};
  Network network_ = testing::small_network("glu_cnn");
  Parameters parameters_{queue_, parameter_specs(network_)};
  FrameSet frames_ = make_frames(network_.num_bands);
  Excerpts excerpts_{frames_, {.num_frames = network_.num_frames}};
  std::vector<std::int64_t> batches_;
};

TEST_F(Validation, ScoresEveryStridethExcerptAsOneAloneWouldBe) {
  const ValidationScores scores = validate_all();
  Inference one(queue_, network_, parameters_, 1, Precision::kFloat32);
  FrameCounts counts;
  std::vector<float> with_voice, without;
  for (std::int64_t i = 0; i < excerpts_.size(); i += kStride) {
    excerpts_.copy(i, one.features().data());
    one.run();
    const float p = one.probabilities().back();
    const bool has_voice = excerpts_.label(i) > 0.5f;
    (has_voice ? with_voice : without).push_back(p);
    if (p > 0.5f)
      ++(has_voice ? counts.true_positive : counts.false_positive);
    else
      ++(has_voice ? counts.false_negative : counts.true_negative);
  }
  EXPECT_EQ(scores.counts, counts);
  double num_right = 0;  // of the pairs of an excerpt with voice and one without
  for (const float a : with_voice)
    for (const float b : without) num_right += a > b ? 1 : a == b ? 0.5 : 0;
  EXPECT_NEAR(scores.auroc.value(),
              num_right / static_cast<double>(with_voice.size() * without.size()), 1e-3);
}

TEST_F(Validation, TellsOfEveryBatchAndLeavesNoneOut) {
  const ValidationScores scores = validate_all();
  ASSERT_EQ(excerpts_.size(), 147 + 186);
  EXPECT_EQ(batches_, (std::vector<std::int64_t>{128, 167 - 128}));
  EXPECT_EQ(scores.counts.total(), 167);
}

}  // namespace
}  // namespace cantus
