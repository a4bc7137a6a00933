#include "kernels/dropout/dropout.h"

#include "kernels/core/launch.h"
#include "kernels/dropout/dropout_body.h"

namespace cantus {

template <typename T>
void dropout(Queue& queue, const StepState* state, std::uint32_t layer, std::int64_t num_samples,
             std::int64_t num_units, float rate, const T* x, T* y) {
  using A = Arithmetic<T>;
  const Dropout<T> whole{state, layer, num_units, rate, A(1) / (A(1) - A(rate)), x, y};
  for_each(queue, num_samples, num_units / 4, whole);
  if (num_units % 4 != 0) for_each(queue, num_samples, DropoutTail<T>{whole});
}

template decltype(dropout<float>) dropout<float>;
template decltype(dropout<double>) dropout<double>;
template decltype(dropout<Bfloat16>) dropout<Bfloat16>;

}  // namespace cantus
