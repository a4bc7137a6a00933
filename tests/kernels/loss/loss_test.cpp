#include <gtest/gtest.h>

#include <cmath>

#include "kernels/loss/binary_cross_entropy.h"
#include "kernels/loss/softmax_cross_entropy.h"
#include "kernels/softmax/softmax.h"

namespace cantus {
namespace {

TEST(Loss, StaysFiniteForLogitsFarFromZero) {
  Queue queue({}, 2);
  const float logits[4] = {1000.0f, -1000.0f, -1000.0f, 1000.0f};
  const float targets[4] = {0.0f, 1.0f, 0.0f, 1.0f};
  float loss = 0;
  float d_logits[4];
  // one row is wrong by 2000 nats, the other is right
  softmax_cross_entropy_forward(queue, 2, 2, logits, targets, &loss, d_logits);
  EXPECT_FLOAT_EQ(loss, 1000.0f);
  EXPECT_FLOAT_EQ(d_logits[0], 0.5f);
  EXPECT_FLOAT_EQ(d_logits[1], -0.5f);
  EXPECT_NEAR(d_logits[2], 0.0f, 1e-30);
  // two values are wrong by 1000 nats each, two are right
  binary_cross_entropy_forward(queue, 4, logits, targets, &loss, d_logits);
  EXPECT_FLOAT_EQ(loss, 500.0f);
  EXPECT_FLOAT_EQ(d_logits[0], 0.25f);
  EXPECT_NEAR(d_logits[3], 0.0f, 1e-30);
}

TEST(Loss, OfAnEvenGuessIsLogTwo) {
  Queue queue({}, 1);
  const double logits[2] = {0, 0};
  const double targets[2] = {0.3, 0.7};
  double loss = 0;
  double d_logits[2];
  softmax_cross_entropy_forward(queue, 1, 2, logits, targets, &loss, d_logits);
  EXPECT_NEAR(loss, std::log(2.0), 1e-15);
  binary_cross_entropy_forward(queue, 2, logits, targets, &loss, d_logits);
  EXPECT_NEAR(loss, std::log(2.0), 1e-15);
}

TEST(Softmax, SpreadsNaNOverItsRowAlone) {
  Queue queue({}, 1);
  float x[4] = {1.0f, NAN, 0.0f, 0.0f};
  softmax_forward(queue, 2, 2, x, x);
  EXPECT_TRUE(std::isnan(x[0]));
  EXPECT_TRUE(std::isnan(x[1]));
  EXPECT_FLOAT_EQ(x[2], 0.5f);
  EXPECT_FLOAT_EQ(x[3], 0.5f);
}

}  // namespace
}  // namespace cantus
