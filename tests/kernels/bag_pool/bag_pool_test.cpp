#include "kernels/bag_pool/bag_pool.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace cantus {
namespace {

std::vector<float> pooled(BagPooling pooling, const std::vector<float>& z) {
  Queue queue({}, 1);
  const std::vector<float> scores(z.size(), 0.0f);
  std::vector<float> y(1);
  bag_pool_forward(queue, {pooling, 1, std::ssize(z)}, z.data(),
                   pooling == BagPooling::kAttention ? scores.data() : nullptr, y.data());
  return y;
}

// Far from 0 a probability rounds to 0 or 1 and its logit to infinity; a bag's stays finite.
TEST(BagPool, KeepsLogitsFarFromZero) {
  for (const std::string& name : names_of<BagPooling>()) {
    SCOPED_TRACE(name);
    const BagPooling pooling = *named<BagPooling>(name);
    EXPECT_NEAR(pooled(pooling, {-60, -60}).front(),
                pooling == BagPooling::kNoisyOr ? -60 + std::log(2.0f) : -60, 1e-4);
    // in noisy-or, 1 - P is a product of two factors
    EXPECT_NEAR(pooled(pooling, {60, 60}).front(), pooling == BagPooling::kNoisyOr ? 120 : 60,
                1e-4);
  }
}

TEST(BagPool, OfOneInstanceIsThatInstance) {
  for (const std::string& name : names_of<BagPooling>())
    for (const float z : {-40.0f, -3.0f, 0.25f, 7.0f})
      EXPECT_NEAR(pooled(*named<BagPooling>(name), {z}).front(), z, 1e-5f * std::fabs(z)) << name;
}

TEST(BagPool, GradientsStayFinite) {
  Queue queue({}, 1);
  const std::vector<float> z{-200, 200, 0, -90}, scores{-300, 300, 0, 1}, d_y{1};
  for (const std::string& name : names_of<BagPooling>()) {
    SCOPED_TRACE(name);
    const BagPooling pooling = *named<BagPooling>(name);
    const bool has_scores = pooling == BagPooling::kAttention;
    std::vector<float> d_z(4), d_scores(4);
    bag_pool_backward(queue, {pooling, 1, 4}, z.data(), has_scores ? scores.data() : nullptr,
                      d_y.data(), d_z.data(), has_scores ? d_scores.data() : nullptr);
    for (const float value : d_z) EXPECT_TRUE(std::isfinite(value));
    for (const float value : d_scores) EXPECT_TRUE(std::isfinite(value));
  }
}

// A diverged network must show it: its logits must not become a finite loss.
TEST(BagPool, KeepsNaNAndInfinity) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const std::string& name : names_of<BagPooling>()) {
    SCOPED_TRACE(name);
    const BagPooling pooling = *named<BagPooling>(name);
    for (const auto& z : {std::vector<float>{nan, 1, 2}, {1, nan, 2}, {1, 2, nan}})
      EXPECT_TRUE(std::isnan(pooled(pooling, z).front()));
    const float bag = pooled(pooling, {0, infinity}).front();  // p = 1/2 and 1
    switch (pooling) {
      case BagPooling::kMax:
        EXPECT_EQ(bag, infinity);
        break;
      case BagPooling::kNoisyOr:
        EXPECT_GT(bag, 1e38f);  // exp saturates
        break;
      case BagPooling::kLinearSoftmax:
        EXPECT_NEAR(bag, std::log(5.0f), 1e-6f);
        break;
      default:
        EXPECT_NEAR(bag, std::log(3.0f), 1e-6f);
    }
  }
}

TEST(BagPool, WhatIsNotANumberLearns) {
  Queue queue({}, 1);
  const std::vector<float> z{1, std::numeric_limits<float>::quiet_NaN(), 3}, d_y{2};
  std::vector<float> d_z(3);
  bag_pool_backward<float>(queue, {BagPooling::kMax, 1, 3}, z.data(), nullptr, d_y.data(),
                           d_z.data(), nullptr);
  EXPECT_EQ(d_z, (std::vector<float>{0, 2, 0}));
}

TEST(BagPool, TheFirstOfEqualMaximaLearns) {
  Queue queue({}, 1);
  const std::vector<float> z{1, 3, 3}, d_y{2};
  std::vector<float> d_z(3);
  bag_pool_backward<float>(queue, {BagPooling::kMax, 1, 3}, z.data(), nullptr, d_y.data(),
                           d_z.data(), nullptr);
  EXPECT_EQ(d_z, (std::vector<float>{0, 2, 0}));
}

}  // namespace
}  // namespace cantus
