#include <gtest/gtest.h>

#include <limits>

#include "kernels/adam/adam.h"
#include "kernels/nesterov/nesterov.h"

// A loss that is not finite leaves weights and moments unchanged.
namespace cantus {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

class DivergedStep : public ::testing::TestWithParam<float> {};
INSTANTIATE_TEST_SUITE_P(Losses, DivergedStep, ::testing::Values(kNan, kInfinity, -kInfinity));

TEST_P(DivergedStep, LeavesAdamAsItWas) {
  Queue queue({}, 1);
  StepState state;
  state.learning_rate = 0.1f;
  const float loss = GetParam(), d_weight = kNan;
  float weight = 1, first = 2, second = 3;
  adam_update(queue, &state, 1, AdamSettings{}, &loss, &d_weight, &weight, &first, &second);
  EXPECT_EQ(weight, 1);
  EXPECT_EQ(first, 2);
  EXPECT_EQ(second, 3);
}

TEST_P(DivergedStep, LeavesNesterovAsItWas) {
  Queue queue({}, 1);
  StepState state;
  state.learning_rate = 0.1f;
  const float loss = GetParam(), d_weight = kNan;
  float weight = 1, velocity = 2;
  nesterov_update(queue, &state, 1, 0.9f, &loss, &d_weight, &weight, &velocity);
  EXPECT_EQ(weight, 1);
  EXPECT_EQ(velocity, 2);
}

}  // namespace
}  // namespace cantus
