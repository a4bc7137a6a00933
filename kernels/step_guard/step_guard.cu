#include "kernels/step_guard/step_guard.h"

#include "kernels/core/launch.h"
#include "kernels/step_guard/step_guard_body.h"

namespace cantus {

template <typename T>
void note_loss(Queue& queue, const StepState* state, std::int64_t num_losses, const T* loss,
               T* losses, T* guard) {
  for_each(queue, 1, NoteLoss<T>{state, num_losses, loss, losses, guard});
}

template <typename T>
void restore_unless_sound(Queue& queue, std::int64_t n, const T* guard, const T* before,
                          T* values) {
  for_each(queue, n, RestoreUnlessSound<T>{guard, before, values});
}

template void note_loss(Queue&, const StepState*, std::int64_t, const float*, float*, float*);
template void note_loss(Queue&, const StepState*, std::int64_t, const double*, double*, double*);
template void restore_unless_sound(Queue&, std::int64_t, const float*, const float*, float*);
template void restore_unless_sound(Queue&, std::int64_t, const double*, const double*, double*);

}  // namespace cantus
