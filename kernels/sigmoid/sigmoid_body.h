#pragma once

#include "kernels/core/math.h"

namespace cantus {

template <typename T>
struct SigmoidForward {
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::sigmoid(x[i]); }
};

}  // namespace cantus
