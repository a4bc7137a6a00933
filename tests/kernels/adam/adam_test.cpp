#include "kernels/adam/adam.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

// By hand, with 0.9, 0.999 and 1e-7 (Kingma and Ba 2015; Keras), at a rate of 1. The gradient is so
// small that epsilon counts: m = 1e-7 and sqrt(v) = 3.1623e-8 give
//   sqrt(1 - 0.999) / (1 - 0.9) 1e-7 / (3.1623e-8 + 1e-7) = 0.24025.
// Then none: m = 9e-8 and sqrt(v) = 3.1607e-8 give
//   sqrt(1 - 0.999^2) / (1 - 0.9^2) 9e-8 / (3.1607e-8 + 1e-7) = 0.16092.
TEST(Adam, HasTheConstantsOfItsPaperUnlessTold) {
  Queue queue({}, 1);
  StepState state;
  state.learning_rate = adam_learning_rate({}, 1, 0);
  const double loss = 0;
  double d_weight = 1e-6, weight = 0, first = 0, second = 0;
  adam_update(queue, &state, 1, AdamSettings{}, &loss, &d_weight, &weight, &first, &second);
  EXPECT_NEAR(first, 1e-7, 1e-13);
  EXPECT_NEAR(second, 1e-15, 1e-19);
  EXPECT_NEAR(weight, -0.240253, 1e-5);
  d_weight = 0;
  state.learning_rate = adam_learning_rate({}, 1, 1);
  adam_update(queue, &state, 1, AdamSettings{}, &loss, &d_weight, &weight, &first, &second);
  EXPECT_NEAR(weight, -0.240253 - 0.160924, 1e-5);
}

}  // namespace
}  // namespace cantus
