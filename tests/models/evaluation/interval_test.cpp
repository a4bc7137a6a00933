#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/evaluation/interval.h"

namespace cantus {
namespace {

TEST(RunMean, HasNoIntervalForASingleRun) {
  const RunMean runs = mean_of_runs(std::vector<double>{0.25});
  EXPECT_EQ(runs.mean, 0.25);
  EXPECT_FALSE(runs.half_width);
  EXPECT_EQ(runs.num_runs, 1);
}

// scipy.stats.t.interval(0.95, 2, mean, sem) of 0.91, 0.92, 0.96.
TEST(RunMean, HasStudentsIntervalForAFewRuns) {
  const RunMean runs = mean_of_runs(std::vector<double>{0.91, 0.92, 0.96});
  EXPECT_NEAR(runs.mean, 0.93, 1e-12);
  EXPECT_NEAR(*runs.half_width, 0.0657242, 2e-6);
}

// Beyond the table of 30 the expansion must go on where the table ends.
TEST(RunMean, GoesOnSmoothlyBeyondTheTable) {
  const auto half_width = [](std::size_t count) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = i % 2 == 0 ? 1 : -1;
    return *mean_of_runs(values).half_width * std::sqrt(static_cast<double>(count));
  };
  EXPECT_NEAR(half_width(31) / half_width(32), 1.0017, 0.003);
  EXPECT_NEAR(half_width(4001), 1.9606, 1e-3);
}

}  // namespace
}  // namespace cantus
