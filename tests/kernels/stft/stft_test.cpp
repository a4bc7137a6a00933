#include "kernels/stft/log_spectrogram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/core/error.h"

namespace cantus::testing {
namespace {

const StftOptions kSchlueter{WindowKind::kHann, 1024, 315, 372};

std::vector<float> magnitudes_of(Queue& queue, const StftOptions& options,
                                 const std::vector<float>& samples) {
  const StftPlan plan(queue, options);
  const auto num_samples = static_cast<std::int64_t>(samples.size());
  std::vector<float> out(options.num_frames(num_samples) * options.num_bins, NAN);
  queue.reserve_scratch(log_spectrogram_scratch_bytes(queue, plan, nullptr));
  log_spectrogram(queue, plan, nullptr, {LogKind::kNone, 0}, num_samples, samples.data(),
                  out.data());
  return out;
}

TEST(Window, IsSymmetric) {
  for (const auto kind : {WindowKind::kHann, WindowKind::kHamming}) {
    for (const std::int64_t n : {2, 5, 640, 1024}) {
      const auto window = symmetric_window(kind, n);
      for (std::int64_t i = 0; i < n; ++i) EXPECT_EQ(window[i], window[n - 1 - i]) << i;
    }
  }
}

TEST(Window, HasTheValuesOfNumpy) {
  const double hann[] = {0.0, 0.1882550990706332, 0.6112604669781572, 0.9504844339512095};
  const double hamming[] = {0.08, 0.25319469114498255, 0.6423596296199047, 0.9544456792351128};
  for (int i = 0; i < 4; ++i) {
    EXPECT_NEAR(symmetric_window(WindowKind::kHann, 8)[i], hann[i], 1e-15);
    EXPECT_NEAR(symmetric_window(WindowKind::kHamming, 8)[i], hamming[i], 1e-15);
  }
  EXPECT_EQ(symmetric_window(WindowKind::kHann, 1), std::vector<double>{1.0});
}

TEST(Stft, CountsOnlyWholeFrames) {
  EXPECT_EQ(kSchlueter.num_frames(30 * 22050), 2097);
  EXPECT_EQ(kSchlueter.num_frames(1023), 0);
  EXPECT_EQ(kSchlueter.num_frames(1024), 1);
  EXPECT_EQ(kSchlueter.num_frames(1024 + 314), 1);
  EXPECT_EQ(kSchlueter.num_frames(1024 + 315), 2);
}

TEST(Stft, WritesNothingForLessThanOneFrame) {
  Queue queue({}, 2);
  EXPECT_TRUE(magnitudes_of(queue, kSchlueter, std::vector<float>(1023)).empty());
  EXPECT_TRUE(magnitudes_of(queue, kSchlueter, {}).empty());
}

TEST(Stft, FindsASineInItsBin) {
  Queue queue({}, 1);
  std::vector<float> samples(1024);
  for (int i = 0; i < 1024; ++i) samples[i] = static_cast<float>(std::sin(0.6135923151542565 * i));
  const auto magnitudes = magnitudes_of(queue, kSchlueter, samples);  // bin 100: 2 pi 100 / 1024
  // a full-scale sine peaks at half the window's sum, (1024 - 1) / 2
  EXPECT_NEAR(magnitudes[100], 0.5 * 1023 / 2, 0.01);
  EXPECT_LT(magnitudes[110], 0.1);
}

TEST(Stft, RefusesMoreBinsThanThereAre) {
  Queue queue({}, 1);
  EXPECT_THROW(StftPlan(queue, {WindowKind::kHann, 1024, 315, 514}), Error);
  EXPECT_THROW(StftPlan(queue, {WindowKind::kHann, 1024, 0, 372}), Error);
}

}  // namespace
}  // namespace cantus::testing
