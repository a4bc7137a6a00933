#include "kernels/leaky_relu/leaky_relu.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cantus {
namespace {

TEST(LeakyRelu, WorksInPlace) {
  Queue queue({}, 1);
  float x[4] = {-2.0f, 0.0f, 3.0f, NAN};
  leaky_relu_forward(queue, 4, 0.5f, x, x);
  EXPECT_EQ(x[0], -1.0f);
  EXPECT_EQ(x[1], 0.0f);
  EXPECT_EQ(x[2], 3.0f);
  EXPECT_TRUE(std::isnan(x[3]));
  float d[4] = {8.0f, 8.0f, 8.0f, 8.0f};
  leaky_relu_backward(queue, 4, 0.5f, RectifierRule::kPlain, x, d, d);
  EXPECT_EQ(d[0], 4.0f);
  EXPECT_EQ(d[1], 4.0f);
  EXPECT_EQ(d[2], 8.0f);
}

TEST(LeakyRelu, GuidedRuleIgnoresTheSlopeAndClampsTheGradient) {
  Queue queue({}, 1);
  const float y[4] = {-1.0f, 1.0f, 1.0f, 0.0f};
  const float d_y[4] = {5.0f, 5.0f, -5.0f, 5.0f};
  float d_x[4];
  leaky_relu_backward(queue, 4, 0.01f, RectifierRule::kGuided, y, d_y, d_x);
  EXPECT_EQ(d_x[0], 0.0f);
  EXPECT_EQ(d_x[1], 5.0f);
  EXPECT_EQ(d_x[2], 0.0f);
  EXPECT_EQ(d_x[3], 0.0f);
}

}  // namespace
}  // namespace cantus
