#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "models/evaluation/run_mean.h"

namespace cantus {
namespace {

TEST(RunMean, HasNoIntervalForASingleRun) {
  const RunMean runs = mean_of_runs(std::vector<double>{0.25});
  EXPECT_EQ(runs.mean, 0.25);
  EXPECT_FALSE(runs.half_width);
  EXPECT_EQ(runs.num_runs, 1);
}

// Expected: scipy.stats.t.interval(0.95, 2, mean, sem) of 0.91, 0.92, 0.96.
TEST(RunMean, HasStudentsIntervalForAFewRuns) {
  const RunMean runs = mean_of_runs(std::vector<double>{0.91, 0.92, 0.96});
  EXPECT_NEAR(runs.mean, 0.93, 1e-12);
  EXPECT_NEAR(*runs.half_width, 0.0657242, 2e-6);
}

// Student's t by which mean_of_runs() multiplies the deviation of `degrees` + 1 runs.
double factor(int degrees) {
  const int count = degrees + 1;
  std::vector<double> values(count, -1.0 / degrees);
  values[0] = 1;  // mean 0, sum of squares 1 + 1 / degrees
  const double deviation = std::sqrt((1 + 1.0 / degrees) / degrees);
  return *mean_of_runs(values).half_width * std::sqrt(count) / deviation;
}

double density(double t, int degrees) {
  const double n = degrees;
  return std::exp(std::lgamma((n + 1) / 2) - std::lgamma(n / 2)) / std::sqrt(n * std::numbers::pi) *
         std::pow(1 + t * t / n, -(n + 1) / 2);
}

// The integral of the density from 0 to t, by Simpson's rule.
double share_up_to(double t, int degrees) {
  constexpr int kParts = 2000;
  const double width = t / kParts;
  double sum = density(0, degrees) + density(t, degrees);
  for (int i = 1; i < kParts; ++i) sum += (i % 2 == 1 ? 4 : 2) * density(i * width, degrees);
  return sum * width / 3;
}

// Table entries are exact to their last digit, the expansion beyond them to three digits.
TEST(RunMean, LeavesOutAFortiethOfStudentsDistributionOnEitherSide) {
  for (int degrees = 1; degrees <= 60; ++degrees) {
    const double t = factor(degrees), error = degrees <= 30 ? 0.51e-4 : 3.5e-3;
    EXPECT_NEAR(share_up_to(t, degrees), 0.475, error * density(t, degrees)) << degrees;
  }
}

// Beyond the table of 30, the expansion must continue it without a jump.
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
