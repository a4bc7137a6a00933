#include "models/saliency/masked_sound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

constexpr StftOptions kOptions{WindowKind::kHann, 1024, 315, 513, 1.0};

std::vector<float> two_tones(std::size_t n) {
  std::vector<float> samples;
  for (std::size_t i = 0; i < n; ++i) {
    const auto t = static_cast<double>(i) / 22050;
    samples.push_back(
        static_cast<float>(0.5 * std::sin(2764.6 * t) + 0.25 * std::sin(18850 * t + 1)));
  }
  return samples;
}

double energy(const std::vector<float>& x, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += static_cast<double>(x[i]) * x[i];
  return sum;
}

TEST(MaskedSound, GivesTheSoundBackUnderAMaskOfOnes) {
  Queue queue({}, 2);
  const MaskedSound sound(queue, kOptions);
  const auto samples = two_tones(200000);  // more frames than are processed at a time
  const std::vector<float> ones(kOptions.num_frames(200000) * 513, 1.0f);
  const auto again = sound.weighed(samples, ones);
  ASSERT_EQ(again.size(), samples.size());
  for (std::size_t i = 500; i < 198500; ++i) ASSERT_NEAR(again[i], samples[i], 2e-6) << i;
  // Here only the end of the first window contributes.
  for (std::size_t i = 120; i < 500; ++i) ASSERT_NEAR(again[i], samples[i], 2e-5) << i;
}

TEST(MaskedSound, LeavesOutWhatIsMasked) {
  Queue queue({}, 1);
  const MaskedSound sound(queue, kOptions);
  const auto samples = two_tones(22050);
  const std::int64_t num_frames = kOptions.num_frames(22050);
  std::vector<float> low(num_frames * 513);
  for (std::int64_t k = 0; k < num_frames; ++k)
    for (std::int64_t b = 0; b < 70; ++b) low[k * 513 + b] = 1;  // up to 1.5 kHz
  const auto kept = sound.weighed(samples, low);
  // 440 Hz at amplitude 0.5 stay, 3 kHz at 0.25 are removed.
  EXPECT_NEAR(energy(kept, 2000, 20000) / 18000, 0.125, 1e-4);
}

TEST(MaskedSound, CutsWhatLiesOverItsBins) {
  Queue queue({}, 1);
  StftOptions narrow = kOptions;
  narrow.num_bins = 70;
  const MaskedSound sound(queue, narrow);
  const auto samples = two_tones(22050);
  const std::vector<float> ones(kOptions.num_frames(22050) * 70, 1.0f);
  EXPECT_NEAR(energy(sound.weighed(samples, ones), 2000, 20000) / 18000, 0.125, 1e-4);
  const auto magnitudes = sound.magnitudes(samples);
  EXPECT_EQ(magnitudes.size(), ones.size());
  // 440 Hz lie at bin 20.4: half the amplitude times the window's sum, less its scalloping loss.
  EXPECT_GT(magnitudes[10 * 70 + 20], 100);
  EXPECT_LT(magnitudes[10 * 70 + 40], 1);
}

// A tone that begins after as many frames as are processed at a time.
TEST(MaskedSound, HasMagnitudesOfEveryFrame) {
  Queue queue({}, 1);
  const MaskedSound sound(queue, kOptions);
  auto samples = two_tones(200000);
  std::fill(samples.begin(), samples.begin() + 315 * 550, 0.0f);
  const auto magnitudes = sound.magnitudes(samples);
  ASSERT_EQ(std::ssize(magnitudes), kOptions.num_frames(200000) * 513);
  EXPECT_EQ(magnitudes[20 * 513 + 20], 0);
  EXPECT_GT(magnitudes[600 * 513 + 20], 100);
}

}  // namespace
}  // namespace cantus
