#include "kernels/core/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/farther.h"

namespace cantus {
namespace {

// The spacing of the floats at t.
double ulp_of(double t) {
  const auto magnitude = static_cast<float>(std::abs(t));
  return std::nextafter(magnitude, std::numeric_limits<float>::infinity()) -
         static_cast<double>(magnitude);
}

// Largest error in units in the last place of the true value, over a dense sweep.
template <class Function, class Truth>
double worst_ulp(double low, double high, int steps, Function f, Truth truth) {
  double worst = 0;
  for (int i = 0; i <= steps; ++i) {
    const float x = static_cast<float>(low + (high - low) * i / steps);
    const double t = truth(static_cast<double>(x));
    worst = testing::farther(worst, std::abs(f(x) - t) / ulp_of(t));
  }
  return worst;
}

TEST(Math, ExpIsWithinTwoUlp) {
  EXPECT_LT(worst_ulp(
                -86, 87, 400000, [](float x) { return math::exp(x); },
                [](double x) { return std::exp(x); }),
            2.0);
}

TEST(Math, ExpSaturatesAndKeepsNaN) {
  EXPECT_NEAR(math::exp(-1000.0f), 0.0f, 1e-37f);
  EXPECT_GT(math::exp(1000.0f), 1e38f);
  EXPECT_TRUE(std::isnan(math::exp(std::numeric_limits<float>::quiet_NaN())));
}

TEST(Math, LogIsWithinTwoUlp) {
  EXPECT_LT(worst_ulp(
                1e-8, 0.7, 400000, [](float x) { return math::log(x); },
                [](double x) { return std::log(x); }),
            2.0);
  EXPECT_LT(worst_ulp(
                1.4, 1e6, 400000, [](float x) { return math::log(x); },
                [](double x) { return std::log(x); }),
            2.0);
  EXPECT_LT(worst_ulp(
                0.7, 1.4, 400000, [](float x) { return math::log(x); },
                [](double x) { return std::log(x); }),
            2.0);
}

TEST(Math, LogKeepsNaNAndInfinity) {
  EXPECT_TRUE(std::isnan(math::log(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_EQ(math::log(std::numeric_limits<float>::infinity()),
            std::numeric_limits<float>::infinity());
  EXPECT_NEAR(math::log(std::numeric_limits<float>::max()), 88.722839f, 1e-5f);
}

TEST(Math, Log1pIsExactWhereOnePlusXRoundsToOne) {
  EXPECT_EQ(math::log1p(0.0f), 0.0f);
  EXPECT_LT(worst_ulp(
                1e-12, 1e-3, 100000, [](float x) { return math::log1p(x); },
                [](double x) { return std::log1p(x); }),
            2.0);
  EXPECT_LT(worst_ulp(
                1e-3, 600, 400000, [](float x) { return math::log1p(x); },
                [](double x) { return std::log1p(x); }),
            2.0);
}

TEST(Math, Log1pKeepsNaNAndInfinity) {
  EXPECT_TRUE(std::isnan(math::log1p(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_EQ(math::log1p(std::numeric_limits<float>::infinity()),
            std::numeric_limits<float>::infinity());
  EXPECT_NEAR(math::log1p(std::numeric_limits<float>::max()), 88.722839f, 1e-5f);
}

TEST(Math, TanhIsWithinTwoUlp) {
  EXPECT_LT(worst_ulp(
                -12, 12, 400001, [](float x) { return math::tanh(x); },
                [](double x) { return std::tanh(x); }),
            2.0);
}

}  // namespace
}  // namespace cantus
