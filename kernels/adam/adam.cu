#include "kernels/adam/adam.h"

#include <cmath>

#include "kernels/adam/adam_body.h"
#include "kernels/core/launch.h"

namespace cantus {

// In double: 1 - beta2^t is small while t is.
float adam_rate(const AdamSettings& settings, float learning_rate, std::uint64_t num_updates) {
  const auto t = static_cast<double>(num_updates + 1);
  const double second = std::sqrt(1.0 - std::pow(static_cast<double>(settings.beta2), t));
  const double first = 1.0 - std::pow(static_cast<double>(settings.beta1), t);
  return static_cast<float>(learning_rate * second / first);
}

template <typename T>
void adam_update(Queue& queue, const StepState* state, std::int64_t n, AdamSettings settings,
                 const T* loss, const T* gradient, T* weight, T* first, T* second) {
  for_each(queue, n,
           AdamUpdate<T>{state, settings.beta1, settings.beta2, settings.epsilon, loss, gradient,
                         weight, first, second});
}

template decltype(adam_update<float>) adam_update<float>;
template decltype(adam_update<double>) adam_update<double>;

}  // namespace cantus
