#include "kernels/standardize/band_moments.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/core/error.h"
#include "tests/reference/standardize_reference.h"
#include "tests/support/kernel_case.h"

namespace cantus::testing {
namespace {

constexpr std::int64_t kBands = 7;

std::vector<float> frames_of(std::int64_t num_frames) {
  const std::vector<double> values = normal_values(num_frames * kBands, 4, 0.5);
  std::vector<float> x(values.begin(), values.end());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += 100.0f * static_cast<float>(i % kBands);
  return x;
}

BandMoments moments_of(int num_threads, const std::vector<float>& x) {
  Queue queue({}, num_threads);
  queue.reserve_scratch(band_moments_scratch_bytes(kBands));
  BandMoments moments(kBands);
  add_frames(queue, static_cast<std::int64_t>(x.size()) / kBands, x.data(), moments);
  return moments;
}

TEST(BandMoments, EqualTwoPassesInDouble) {
  const auto x = frames_of(5000);
  const auto s = standardization_of(moments_of(2, x));
  for (std::int64_t b = 0; b < kBands; ++b) {
    double mean = 0;
    double deviation = 0;
    reference::band_statistics(kBands, b, {x.begin(), x.end()}, mean, deviation);
    EXPECT_NEAR(s.mean[b], mean, 1e-7 * std::max(1.0, std::abs(mean))) << b;
    EXPECT_NEAR(s.inv_std[b] * deviation, 1, 1e-6) << b;
  }
}

TEST(BandMoments, HaveTheSameBitsOnAnyNumberOfThreads) {
  const auto x = frames_of(3001);
  const auto one = moments_of(1, x);
  const auto three = moments_of(3, x);
  EXPECT_EQ(one.mean, three.mean);
  EXPECT_EQ(one.square_sum, three.square_sum);
}

TEST(BandMoments, MergeAsIfAllFramesHadComeAtOnce) {
  const auto x = frames_of(1000);
  const auto whole = moments_of(1, x);
  auto parts = moments_of(1, {x.begin(), x.begin() + 300 * kBands});
  merge(moments_of(1, {x.begin() + 300 * kBands, x.end()}), parts);
  merge(BandMoments(kBands), parts);
  EXPECT_EQ(parts.num_frames, 1000);
  for (std::int64_t b = 0; b < kBands; ++b) {
    EXPECT_NEAR(parts.mean[b], whole.mean[b], 1e-12 * std::abs(whole.mean[b]) + 1e-14);
    EXPECT_NEAR(parts.square_sum[b], whole.square_sum[b], 1e-10 * whole.square_sum[b]);
  }
}

TEST(BandMoments, FloorTheDeviationOfASilentBand) {
  std::vector<float> x = frames_of(50);
  for (std::int64_t f = 0; f < 50; ++f) x[f * kBands + 3] = -18.42f;
  const auto s = standardization_of(moments_of(1, x));
  EXPECT_EQ(s.num_floored, 1);
  EXPECT_EQ(s.inv_std[3], 1e5f);
}

TEST(BandMoments, RefuseTheDeviationOfOneFrame) {
  EXPECT_THROW(standardization_of(moments_of(1, frames_of(1))), Error);
}

}  // namespace
}  // namespace cantus::testing
