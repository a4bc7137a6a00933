#include "kernels/max_pool/max_pool.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"
#include "kernels/batch_norm_pool/batch_norm_pool.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

TEST(MaxPool, TakesTheFirstOfEqualValuesInTheOrderTimeFrequency) {
  Queue queue({}, 1);
  const float x[4] = {1, 2, 2, 2};  // two frames of two bins
  float y = 0;
  std::uint8_t index = 9;
  max_pool_forward(queue, {1, 2, 2, 1, 2, 2, 2, 2}, x, &y, &index);
  EXPECT_EQ(y, 2.0f);
  EXPECT_EQ(index, 1);
}

TEST(MaxPool, PropagatesNaNAndNamesTheFirst) {
  Queue queue({}, 1);
  const float x[4] = {5, NAN, 9, NAN};
  float y = 0;
  std::uint8_t index = 9;
  max_pool_forward(queue, {1, 1, 4, 1, 1, 4, 1, 4}, x, &y, &index);
  EXPECT_TRUE(std::isnan(y));
  EXPECT_EQ(index, 1);
}

TEST(MaxPool, OfNegativeInfinityAloneHasAnIndex) {
  Queue queue({}, 1);
  const float x[2] = {-INFINITY, -INFINITY};
  float y = 0;
  std::uint8_t index = 9;
  max_pool_forward(queue, {1, 1, 2, 1, 1, 2, 1, 2}, x, &y, &index);
  EXPECT_EQ(y, -INFINITY);
  EXPECT_EQ(index, 0);
}

TEST(MaxPool, HasTheShapesOfBothNetworks) {
  const MaxPoolShape schlueter{1, 111, 368, 32, 3, 3, 3, 3};
  EXPECT_EQ(schlueter.out_t(), 37);
  EXPECT_EQ(schlueter.out_f(), 122);  // bins 366 and 367 are dropped
  const MaxPoolShape hou{1, 25, 64, 64, 1, 4, 1, 4};
  EXPECT_EQ(hou.out_t(), 25);
  EXPECT_EQ(hou.out_f(), 16);
}

TEST(MaxPool, RefusesWindowsThatDoNotFit) {
  Queue queue({}, 1);
  float x[4] = {};
  float y[4];
  EXPECT_THROW(max_pool_forward(queue, {1, 2, 2, 1, 3, 1, 1, 1}, x, y, nullptr), Error);
}

TEST(MaxPool, RefusesNoWindowAndNoStride) {
  Queue queue({}, 1);
  float x[4] = {};
  float y[4];
  EXPECT_THROW(max_pool_forward(queue, {1, 2, 2, 1, 0, 1, 1, 1}, x, y, nullptr), Error);
  EXPECT_THROW(max_pool_forward(queue, {1, 2, 2, 1, 2, 1, 0, 1}, x, y, nullptr), Error);
  EXPECT_THROW(max_pool_forward(queue, {1, 2, 2, 1, 2, 1, 1, 0}, x, y, nullptr), Error);
  EXPECT_THROW(batch_norm_pool_scratch_bytes(queue, {1, 2, 2, 1, 0, 1}), Error);
  EXPECT_THROW(batch_norm_glu_pool_scratch_bytes(queue, {1, 2, 1, 0}), Error);
}

}  // namespace
}  // namespace cantus
