#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/step_state.h"

namespace cantus {

template <typename T>
struct NesterovUpdate {
  const StepState* state;
  T momentum;
  const T* loss;
  const T* gradient;
  T* weight;
  T* velocity;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*loss - *loss != T(0)) return;  // not finite
    const T step = T(state->learning_rate) * gradient[i];
    const T v = momentum * velocity[i] - step;
    velocity[i] = v;
    weight[i] += momentum * v - step;
  }
};

}  // namespace cantus
