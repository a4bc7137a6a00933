#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/step_state.h"

namespace cantus {

struct NesterovUpdate {
  const StepState* state;
  float momentum;
  const float* loss;
  const float* gradient;
  float* weight;
  float* velocity;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*loss - *loss != 0) return;  // not finite
    const float step = state->learning_rate * gradient[i];
    const float v = momentum * velocity[i] - step;
    velocity[i] = v;
    weight[i] += momentum * v - step;
  }
};

}  // namespace cantus
