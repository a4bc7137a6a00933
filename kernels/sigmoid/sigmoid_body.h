#pragma once

#include "kernels/core/math.h"

namespace cantus {

struct SigmoidForward {
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::sigmoid(x[i]); }
};

}  // namespace cantus
