#include "apps/training/validation.h"

#include <numeric>

#include <gtest/gtest.h>

#include "models/detection/inference.h"
#include "tests/models/training/small_training.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

// So close that some networks score whole songs.
constexpr std::int64_t kNear = 2;
// So far apart that each excerpt is cheaper alone.
constexpr std::int64_t kFar = 12;

FrameSet make_frames(std::int64_t num_bands) {
  FrameSet frames(num_bands, StoredFloat::kFloat32);
  for (const std::int64_t length : {1000, 703}) {
    FeatureMatrix song{length, num_bands, {}};
    song.values = testing::noise(static_cast<std::size_t>(length * num_bands),
                                 static_cast<std::uint32_t>(length));
    std::vector<float> labels;
    for (std::int64_t i = 0; i < length; ++i) labels.push_back(i % 5 < 2 ? 1.0f : 0.0f);
    frames.add_song(song, labels);
  }
  return frames;
}

// A small network whose excerpts are long enough to share more than half of their arithmetic.
Network network_of(const std::string& name) {
  return name.starts_with("glu") ? make_network(name, {.num_frames = 13})
                                 : testing::small_network(name);
}

class Validation : public ::testing::TestWithParam<std::string> {
 protected:
  // With these weights about half of the excerpts score above 0.5.
  Validation() { parameters_.initialize(4); }

  ValidationScores validate_all(std::int64_t stride) {
    return validate(queue_, network_, parameters_, excerpts_, stride, Precision::kFloat32,
                    [this](std::int64_t n) { told_.push_back(n); });
  }

  Queue queue_{{}, 1};
  Network network_ = network_of(GetParam());
  Parameters parameters_{queue_, parameter_specs(network_)};
  FrameSet frames_ = make_frames(network_.num_bands);
  Excerpts excerpts_{frames_, {.num_frames = network_.num_frames}};
  std::vector<std::int64_t> told_;
};

TEST_P(Validation, ScoresEveryStridethExcerptAsOneAloneWouldBe) {
  for (const std::int64_t stride : {std::int64_t{1}, kNear, kFar}) {
    const ValidationScores scores = validate_all(stride);
    Inference one(queue_, network_, parameters_, 1, Precision::kFloat32);
    FrameCounts counts;
    std::vector<float> with_voice, without;
    for (std::int64_t i = 0; i < excerpts_.size(); i += stride) {
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
    EXPECT_EQ(scores.counts, counts) << stride;
    double num_right = 0;  // pairs of one excerpt with voice and one without
    for (const float a : with_voice)
      for (const float b : without) num_right += a > b ? 1 : a == b ? 0.5 : 0;
    EXPECT_NEAR(scores.auroc.value(),
                num_right / static_cast<double>(with_voice.size() * without.size()), 1e-3)
        << stride;
  }
}

TEST_P(Validation, TellsOfAllItScoresAndLeavesNoneOut) {
  EXPECT_TRUE(is_cheaper_whole(network_, 1));
  EXPECT_FALSE(is_cheaper_whole(network_, kFar));
  for (const std::int64_t stride : {std::int64_t{1}, kFar}) {
    told_.clear();
    const ValidationScores scores = validate_all(stride);
    const std::int64_t num_scored = (excerpts_.size() + stride - 1) / stride;
    EXPECT_EQ(scores.counts.total(), num_scored);
    EXPECT_EQ(std::accumulate(told_.begin(), told_.end(), std::int64_t{0}), num_scored);
    // It reports within a song, or between batches, so that a stop is noticed.
    EXPECT_GE(std::ssize(told_), 2) << stride;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Validation,
                         ::testing::Values("glu_cnn", "glu_crnn", "mel_cnn", "spectrogram_cnn"));

// At strides like those of the papers' experiments, a whole song costs at most half as much as its
// excerpts one by one; at larger strides it costs more.
TEST(ValidationSongs, AreScoredWholeWhereThatIsCheaper) {
  for (const auto& [name, near, far] :
       {std::tuple{"glu_cnn", 3, 5}, {"glu_crnn", 2, 5}, {"spectrogram_cnn", 10, 25}}) {
    const Network network = make_network(name);
    EXPECT_TRUE(is_cheaper_whole(network, near)) << name;
    EXPECT_FALSE(is_cheaper_whole(network, far)) << name;
  }
}

}  // namespace
}  // namespace cantus
