#include "models/saliency/voice_mask.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

TEST(VoiceMask, IsTheBlurredMapUpToTheSpectrogram) {
  Queue queue({}, 1);
  std::vector<float> map(11 * 11), spectrogram(11 * 11, 0.1f);
  map[5 * 11 + 5] = 1;
  const auto voice = scaled_part(blurred_map(queue, 11, 11, map), 2, spectrogram);
  // The centre of a Gaussian of sigma 1 in two dimensions: 0.3989^2, and twice that is over 0.1.
  EXPECT_FLOAT_EQ(voice[5 * 11 + 5], 0.1f);
  // Two bins away: 0.3989 * 0.05399 = 0.02154.
  EXPECT_NEAR(voice[5 * 11 + 7], 2 * 0.02154, 2e-5);
  EXPECT_NEAR(voice[7 * 11 + 5], 2 * 0.02154, 2e-5);
  EXPECT_EQ(voice[0], 0);
}

// A map of 0 to 1000 and a spectrogram of their squares in another order: their quantiles q are
// 1000 q and its square.
TEST(VoiceMask, FindsAScaleByQuantiles) {
  std::vector<float> map, spectrogram;
  for (int i = 0; i <= 1000; ++i) {
    map.push_back(static_cast<float>(i));
    spectrogram.push_back(static_cast<float>((1000 - i) * (1000 - i)));
  }
  EXPECT_FLOAT_EQ(scale_by_quantile(map, spectrogram, 0.5), 500);
  EXPECT_FLOAT_EQ(scale_by_quantile(map, spectrogram, 0.25), 250);
  EXPECT_FLOAT_EQ(scale_by_quantile(map, spectrogram, 1), 1000);
  EXPECT_FLOAT_EQ(scale_by_quantile(map, spectrogram), 999);
  EXPECT_EQ(scale_by_quantile(std::vector<float>(5), std::vector<float>(5, 1.0f), 0.9), 0);
}

TEST(VoiceMask, IsScoredByWhatIsInTheBins) {
  const auto scores = spectral_scores(std::vector<float>{1, 2, 0}, std::vector<float>{2, 1, 1});
  EXPECT_DOUBLE_EQ(scores.precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.recall, 0.5);
  EXPECT_DOUBLE_EQ(scores.f, 4.0 / 7);
  EXPECT_EQ(spectral_scores(std::vector<float>{0}, std::vector<float>{0}).f, 0);
}

}  // namespace
}  // namespace cantus
