#include <gtest/gtest.h>

#include <cmath>
#include <vector>

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
  float gradient[4];
  // one row wholly wrong by 2000 nats, one right
  softmax_cross_entropy_forward(queue, 2, 2, logits, targets, &loss, gradient);
  EXPECT_FLOAT_EQ(loss, 1000.0f);
  EXPECT_FLOAT_EQ(gradient[0], 0.5f);
  EXPECT_FLOAT_EQ(gradient[1], -0.5f);
  // two wholly wrong by 1000 nats, two right
  binary_cross_entropy_forward(queue, 4, logits, targets, &loss, gradient);
  EXPECT_FLOAT_EQ(loss, 500.0f);
  EXPECT_FLOAT_EQ(gradient[0], 0.25f);

  const float d_loss = 2;
  float d_logits[4];
  softmax_cross_entropy_backward(queue, 2, 2, logits, targets, &d_loss, d_logits);
  EXPECT_FLOAT_EQ(d_logits[0], 1.0f);
  EXPECT_FLOAT_EQ(d_logits[1], -1.0f);
  EXPECT_NEAR(d_logits[2], 0.0f, 1e-30);
  binary_cross_entropy_backward(queue, 4, logits, targets, &d_loss, d_logits);
  EXPECT_FLOAT_EQ(d_logits[0], 0.5f);
  EXPECT_FLOAT_EQ(d_logits[1], -0.5f);
  EXPECT_NEAR(d_logits[3], 0.0f, 1e-30);
}

// What comes with the loss is what backward gives for a loss alone, bit for bit.
TEST(Loss, BringsTheGradientOfTheBackwardPass) {
  Queue queue({}, 2);
  const std::vector<float> logits{0.3f, -2.0f, 1.5f, 4.0f, -0.25f, 0.0f};
  const std::vector<float> targets{1.0f, 0.0f, 0.5f, 0.5f, 0.02f, 0.98f};
  const float one = 1;
  float loss = 0;
  std::vector<float> with_loss(6), alone(6);
  softmax_cross_entropy_forward(queue, 3, 2, logits.data(), targets.data(), &loss,
                                with_loss.data());
  softmax_cross_entropy_backward(queue, 3, 2, logits.data(), targets.data(), &one, alone.data());
  EXPECT_EQ(with_loss, alone);
  binary_cross_entropy_forward(queue, 6, logits.data(), targets.data(), &loss, with_loss.data());
  binary_cross_entropy_backward(queue, 6, logits.data(), targets.data(), &one, alone.data());
  EXPECT_EQ(with_loss, alone);
}

TEST(Loss, OfAnEvenGuessIsLogTwo) {
  Queue queue({}, 1);
  const double logits[2] = {0, 0};
  const double targets[2] = {0.3, 0.7};
  double loss = 0;
  double gradient[2];
  softmax_cross_entropy_forward(queue, 1, 2, logits, targets, &loss, gradient);
  EXPECT_NEAR(loss, std::log(2.0), 1e-15);
  binary_cross_entropy_forward(queue, 2, logits, targets, &loss, gradient);
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
