#include "engine/optimizer.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace cantus
