#pragma once

#include <cmath>

#include "kernels/adam/adam.h"
#include "kernels/core/body.h"

namespace cantus {

template <typename T>
struct AdamUpdate {
  const StepState* state;
  T beta1, beta2, epsilon;
  const T* loss;
  const T* gradient;
  T* weight;
  T* first;
  T* second;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*loss - *loss != T(0)) return;  // not finite
    const T g = gradient[i];
    const T m = beta1 * first[i] + (T(1) - beta1) * g;
    const T v = beta2 * second[i] + (T(1) - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] -= T(state->learning_rate) * m / (std::sqrt(v) + epsilon);
  }
};

}  // namespace cantus
