#include "kernels/step_guard/step_guard.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/launch.h"
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

void note_loss(Queue& queue, const StepState* state, std::int64_t num_losses, const float* loss,
               float* losses, float* guard) {
  for_each(queue, 1, NoteLoss{state, num_losses, loss, losses, guard});
}

void restore_unless_sound(Queue& queue, std::int64_t n, const float* guard, const float* before,
                          float* values) {
  for_each(queue, n, RestoreUnlessSound{guard, before, values});
}

}  // namespace cantus
