#include "kernels/dropout/dropout.h"

#include <gtest/gtest.h>

#include <vector>

namespace cantus {
namespace {

std::vector<float> mask(StepState state, std::uint32_t layer, std::int64_t samples,
                        std::int64_t units, float rate = 0.25f) {
  Queue queue({}, 2);
  std::vector<float> x(samples * units, 1.0f);
  dropout(queue, &state, layer, samples, units, rate, x.data(), x.data());
  return x;
}

TEST(Dropout, KeepsTheMeanAndTheRate) {
  const auto y = mask({.seed = 1}, 0, 100, 1001);
  double sum = 0;
  std::int64_t dropped = 0;
  for (const float v : y) {
    sum += v;
    if (v == 0) ++dropped;
  }
  const auto n = static_cast<double>(y.size());
  EXPECT_NEAR(static_cast<double>(dropped) / n, 0.25, 0.005);
  EXPECT_NEAR(sum / n, 1.0, 0.007);
}

TEST(Dropout, OfASampleDoesNotDependOnHowTheBatchIsDivided) {
  const std::int64_t units = 37;
  const auto whole = mask({.seed = 5, .step = 9, .first_sample = 10}, 2, 6, units);
  const auto rest = mask({.seed = 5, .step = 9, .first_sample = 12}, 2, 4, units);
  EXPECT_TRUE(std::equal(rest.begin(), rest.end(), whole.begin() + 2 * units));
}

TEST(Dropout, DiffersBetweenSeedsStepsLayersAndSamples) {
  const auto base = mask({.seed = 5, .step = 9}, 2, 1, 64);
  EXPECT_NE(base, mask({.seed = 6, .step = 9}, 2, 1, 64));
  EXPECT_NE(base, mask({.seed = 5, .step = 10}, 2, 1, 64));
  EXPECT_NE(base, mask({.seed = 5, .step = 9}, 3, 1, 64));
  EXPECT_NE(base, mask({.seed = 5, .step = 9, .first_sample = 1}, 2, 1, 64));
}

TEST(Dropout, DropsTheSameUnitsInTheBackwardPass) {
  Queue queue({}, 2);
  const StepState state{.seed = 3, .step = 4};
  std::vector<float> d(5 * 13, 1.0f);
  dropout(queue, &state, 7, 5, 13, 0.25f, d.data(), d.data());
  EXPECT_EQ(d, mask(state, 7, 5, 13));
}

TEST(Dropout, OfRateZeroIsTheIdentity) {
  for (const float v : mask({.seed = 1}, 0, 3, 50, 0.0f)) EXPECT_EQ(v, 1.0f);
}

}  // namespace
}  // namespace cantus
