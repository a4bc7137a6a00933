#include "models/evaluation/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace cantus {
namespace {

std::optional<double> mean(const std::vector<double>& values,
                           const std::vector<std::int64_t>& times) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += static_cast<double>(times[i]) * values[i];
    count += static_cast<double>(times[i]);
  }
  return sum / count;
}

// For a mean, the bounds are those of the normal distribution: the mean +- 1.96 s / sqrt(n).
TEST(Bootstrap, BoundsAMeanAsTheNormalDistributionDoes) {
  std::vector<double> values(100);
  for (int i = 0; i < 100; ++i) values[i] = i;
  const auto bounds = bootstrap(100, {}, [&](const auto& times) { return mean(values, times); });
  const double half_width = 1.96 * std::sqrt((100. * 100 - 1) / 12 / 100);
  ASSERT_TRUE(bounds);
  EXPECT_NEAR(bounds->low, 49.5 - half_width, 0.1 * half_width);
  EXPECT_NEAR(bounds->high, 49.5 + half_width, 0.1 * half_width);
}

TEST(Bootstrap, DrawsAsManySongsAsThereAreAndEachEquallyOften) {
  std::vector<std::int64_t> drawn(7, 0);
  bootstrap(7, {.num_resamples = 7000}, [&](const auto& times) -> std::optional<double> {
    EXPECT_EQ(std::accumulate(times.begin(), times.end(), std::int64_t{0}), 7);
    for (int i = 0; i < 7; ++i) drawn[i] += times[i];
    return 0;
  });
  for (const auto count : drawn) EXPECT_NEAR(static_cast<double>(count), 7000, 300);
}

TEST(Bootstrap, GivesTheSameBoundsForTheSameSeed) {
  const std::vector<double> values{1, 5, 2, 8, 9, 3};
  const auto bounds = [&](std::uint64_t seed) {
    return bootstrap(6, {.num_resamples = 50, .seed = seed},
                     [&](const auto& times) { return mean(values, times); });
  };
  EXPECT_EQ(bounds(3)->low, bounds(3)->low);
  EXPECT_NE(bounds(3)->low + bounds(3)->high, bounds(4)->low + bounds(4)->high);
}

TEST(Bootstrap, InterpolatesBetweenDraws) {
  double drawn = 0;
  const auto bounds =
      bootstrap(2, {.num_resamples = 2}, [&](const auto&) { return std::optional(drawn++); });
  EXPECT_DOUBLE_EQ(bounds->low, 0.025);
  EXPECT_DOUBLE_EQ(bounds->high, 0.975);
}

TEST(Bootstrap, LeavesOutDrawsWithoutAMetric) {
  const auto bounds = bootstrap(3, {}, [](const auto& times) -> std::optional<double> {
    if (times[0] == 0) return {};
    return static_cast<double>(times[0]);
  });
  EXPECT_GE(bounds->low, 1);
  EXPECT_FALSE(bootstrap(3, {}, [](const auto&) { return std::optional<double>(); }));
  EXPECT_FALSE(bootstrap(1, {}, [](const auto&) { return std::optional<double>(1); }));
}

}  // namespace
}  // namespace cantus
