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

template decltype(note_loss<float>) note_loss<float>;
template decltype(note_loss<double>) note_loss<double>;
template decltype(restore_unless_sound<float>) restore_unless_sound<float>;
template decltype(restore_unless_sound<double>) restore_unless_sound<double>;

}  // namespace cantus
