#include "kernels/step_guard/step_guard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

// After the first loss that is not finite, all later losses count as such, finite or not.
namespace cantus {
namespace {

class StepGuard : public ::testing::TestWithParam<float> {};
INSTANTIATE_TEST_SUITE_P(Losses, StepGuard,
                         ::testing::Values(std::numeric_limits<float>::quiet_NaN(),
                                           std::numeric_limits<float>::infinity(),
                                           -std::numeric_limits<float>::infinity()));

TEST_P(StepGuard, StaysShutOnceALossWasNotFinite) {
  Queue queue({}, 1);
  StepState state;
  float losses[2] = {}, guard = 0;
  const auto note = [&](float loss) {
    note_loss(queue, &state, 2, &loss, losses, &guard);
    ++state.step;
  };
  note(3);
  EXPECT_EQ(guard, 0);
  note(GetParam());
  EXPECT_TRUE(std::isnan(guard));
  note(4);
  EXPECT_TRUE(std::isnan(guard));
  EXPECT_EQ(losses[0], 4);
  EXPECT_FALSE(std::isfinite(losses[1]));
  const float before[2] = {1, 2};
  float values[2] = {std::numeric_limits<float>::quiet_NaN(), 7};
  restore_unless_sound(queue, 2, &guard, before, values);
  EXPECT_EQ(values[0], 1);
  EXPECT_EQ(values[1], 2);
}

}  // namespace
}  // namespace cantus
