#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/step_state.h"

namespace cantus {

template <typename T>
struct NoteLoss {
  const StepState* state;
  std::int64_t num_losses;
  const T* loss;
  T* losses;
  T* guard;

  CANTUS_BODY void operator()(std::int64_t) const {
    losses[state->step % static_cast<std::uint64_t>(num_losses)] = *loss;
    *guard += *loss - *loss;
  }
};

template <typename T>
struct RestoreUnlessSound {
  const T* guard;
  const T* before;
  T* values;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*guard != T(0)) values[i] = before[i];  // NaN is not 0
  }
};

}  // namespace cantus
