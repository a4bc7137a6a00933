#include "kernels/median/median.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace cantus::testing {
namespace {

std::vector<float> median_of(std::int64_t window, const std::vector<float>& x) {
  Queue queue({}, 2);
  queue.reserve_scratch(median_scratch_bytes(queue, window));
  std::vector<float> y(x.size(), -1);
  running_median(queue, static_cast<std::int64_t>(x.size()), window, x.data(), y.data());
  return y;
}

const std::vector<float> kCurve{3, 1, 4, 1, 5, 9, 2, 6};

// Expected values from scipy.ndimage.median_filter(x, size, mode="nearest").
TEST(Median, EqualsScipyForOddAndEvenSizes) {
  EXPECT_EQ(median_of(3, kCurve), (std::vector<float>{3, 3, 1, 4, 5, 5, 6, 6}));
  EXPECT_EQ(median_of(4, kCurve), (std::vector<float>{3, 3, 3, 4, 5, 5, 6, 6}));
}

TEST(Median, OfOneFrameIsTheCurve) { EXPECT_EQ(median_of(1, kCurve), kCurve); }

TEST(Median, LosesNoValueAroundANan) {
  std::vector<float> x(30, 1.0f);
  x[10] = NAN;
  for (const float v : median_of(5, x)) EXPECT_EQ(v, 1.0f);
}

TEST(Median, OfNothingIsNothing) { EXPECT_TRUE(median_of(56, {}).empty()); }

}  // namespace
}  // namespace cantus::testing
