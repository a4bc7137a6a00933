#include "kernels/adam/adam.h"

#include <cmath>

#include "kernels/core/body.h"
#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct AdamUpdate {
  const StepState* state;
  T beta1, beta2, epsilon;
  const T* loss;
  const T* d_weight;
  T* weight;
  T* first;
  T* second;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*loss - *loss != T(0)) return;  // not finite
    const T g = d_weight[i];
    const T m = beta1 * first[i] + (T(1) - beta1) * g;
    const T v = beta2 * second[i] + (T(1) - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] -= T(state->learning_rate) * m / (std::sqrt(v) + epsilon);
  }
};

// In double: 1 - beta2^t is small while t is.
float adam_learning_rate(const AdamSettings& settings, float learning_rate,
                         std::uint64_t num_updates) {
  const auto t = static_cast<double>(num_updates + 1);
  const double second = std::sqrt(1.0 - std::pow(static_cast<double>(settings.beta2), t));
  const double first = 1.0 - std::pow(static_cast<double>(settings.beta1), t);
  return static_cast<float>(learning_rate * second / first);
}

template <typename T>
void adam_update(Queue& queue, const StepState* state, std::int64_t n, AdamSettings settings,
                 const T* loss, const T* d_weight, T* weight, T* first, T* second) {
  for_each(queue, n,
           AdamUpdate<T>{state, settings.beta1, settings.beta2, settings.epsilon, loss, d_weight,
                         weight, first, second});
}

template decltype(adam_update<float>) adam_update<float>;
template decltype(adam_update<double>) adam_update<double>;

}  // namespace cantus
