#include "kernels/adam/adam.h"

#include "kernels/adam/adam_body.h"
#include "kernels/core/launch.h"

namespace cantus {

std::size_t adam_scratch_bytes() { return sizeof(double); }

template <typename T>
void adam_update(Queue& queue, const StepState* state, std::int64_t n, AdamSettings settings,
                 const T* loss, const T* gradient, T* weight, T* first, T* second) {
  auto* rate = static_cast<T*>(queue.scratch(adam_scratch_bytes()));
  for_each(queue, 1, AdamRate<T>{state, settings, loss, rate});
  for_each(queue, n,
           AdamUpdate<T>{settings.beta1, settings.beta2, settings.epsilon, rate, gradient, weight,
                         first, second});
}

template decltype(adam_update<float>) adam_update<float>;
template decltype(adam_update<double>) adam_update<double>;

}  // namespace cantus
