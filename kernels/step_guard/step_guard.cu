#include "kernels/step_guard/step_guard.h"

#include "kernels/core/launch.h"
#include "kernels/step_guard/step_guard_body.h"

namespace cantus {

void note_loss(Queue& queue, const StepState* state, std::int64_t num_losses, const float* loss,
               float* losses, float* guard) {
  for_each(queue, 1, NoteLoss{state, num_losses, loss, losses, guard});
}

void restore_unless_sound(Queue& queue, std::int64_t n, const float* guard, const float* before,
                          float* values) {
  for_each(queue, n, RestoreUnlessSound{guard, before, values});
}

}  // namespace cantus
