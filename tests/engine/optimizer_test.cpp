#include "engine/optimizer.h"

#include <gtest/gtest.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

float rate(float first, float decay, std::uint64_t epoch) {
  Queue queue({}, 1);
  return Optimizer(queue, {.learning_rate = first, .decay = decay}, 1).learning_rate(epoch);
}

TEST(Optimizer, LowersItsRateEpochByEpoch) {
  EXPECT_FLOAT_EQ(rate(1, 0.5f, 0), 1);
  EXPECT_FLOAT_EQ(rate(1, 0.5f, 1), 0.5f);
  EXPECT_FLOAT_EQ(rate(1, 0.5f, 3), 0.125f);
  // Schlueter 2016: 0.01 at first, times 0.85 after each of 20 epochs.
  EXPECT_NEAR(rate(0.01f, 0.85f, 19), 4.5599e-4, 1e-8);
}

TEST(Optimizer, KeepsItsRateWithoutADecay) {
  Queue queue({}, 1);
  const Optimizer optimizer(queue, {.learning_rate = 0.25f}, 1);
  EXPECT_EQ(optimizer.learning_rate(0), 0.25f);
  EXPECT_EQ(optimizer.learning_rate(100), 0.25f);
}

TEST(Optimizer, HasTheMomentsOfItsKindAlone) {
  Queue queue({}, 1);
  Optimizer optimizer(queue, {.kind = OptimizerSettings::Kind::kNesterov}, 3);
  const std::vector<float> values{1, 2, 3};
  optimizer.set_moment(0, values);
  EXPECT_EQ(optimizer.moment(0), values);
  for (const int m : {-1, 1}) {
    EXPECT_THROW(optimizer.moment(m), Error) << m;
    EXPECT_THROW(optimizer.set_moment(m, values), Error) << m;
  }
}

// What one step at a rate of 0.25 subtracts from a weight whose gradient is 2.
float one_step(OptimizerSettings settings) {
  Queue queue({}, 1);
  settings.learning_rate = 0.25f;
  Optimizer optimizer(queue, settings, 1);
  StepState state;
  state.learning_rate = optimizer.learning_rate_of_update(0, 0);
  const float loss = 1, gradient = 2;
  float weight = 0;
  optimizer.update(queue, &state, &loss, &gradient, &weight);
  return -weight;
}

// Computed by hand. Adam: m = 0.5 2, v = 2^2 / 16, and 0.25 sqrt(1 / 16) / 0.5 m / (sqrt(v) + 1).
// Nesterov: v = -0.25 2, and 0.5 v - 0.25 2.
TEST(Optimizer, StepsByTheConstantsItIsGiven) {
  EXPECT_FLOAT_EQ(one_step({.adam = {.beta1 = 0.5f, .beta2 = 0.9375f, .epsilon = 1}}),
                  0.125f / 1.5f);
  EXPECT_FLOAT_EQ(one_step({.kind = OptimizerSettings::Kind::kNesterov, .momentum = 0.5f}), 0.75f);
  // Schlueter 2016's momentum by default.
  EXPECT_FLOAT_EQ(one_step({.kind = OptimizerSettings::Kind::kNesterov}), 0.5f * 1.95f);
}

}  // namespace
}  // namespace cantus
