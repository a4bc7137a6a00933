#include "data/synth/score/exact_math.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cantus {
namespace {

TEST(ExactMath, AgreesWithTheMathematicalLibrary) {
  for (int i = -4000; i <= 4000; ++i) {
    const double x = i * .00731;
    EXPECT_NEAR(exact::sin_turns(x), std::sin(2 * exact::kPi * x), 1e-9) << x;
    EXPECT_NEAR(exact::cos_turns(x), std::cos(2 * exact::kPi * x), 1e-9) << x;
    EXPECT_NEAR(exact::exp2(x) / std::exp2(x), 1, 1e-12) << x;
    EXPECT_NEAR(exact::log2(std::exp2(x)), x, 1e-10) << x;
  }
  EXPECT_NEAR(exact::from_db(-20), .1, 1e-12);
  EXPECT_NEAR(exact::midi_to_hz(57), 220, 1e-9);
}

}  // namespace
}  // namespace cantus
