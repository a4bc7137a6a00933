#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/step_state.h"

namespace cantus {

struct NoteLoss {
  const StepState* state;
  std::int64_t num_losses;
  const float* loss;
  float* losses;
  float* guard;

  CANTUS_BODY void operator()(std::int64_t) const {
    losses[state->step % static_cast<std::uint64_t>(num_losses)] = *loss;
    *guard += *loss - *loss;
  }
};

struct RestoreUnlessSound {
  const float* guard;
  const float* before;
  float* values;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*guard != 0) values[i] = before[i];  // NaN is not 0
  }
};

}  // namespace cantus
