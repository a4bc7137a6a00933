#include "kernels/dropout/dropout.h"

#include "kernels/core/launch.h"
#include "kernels/dropout/dropout_body.h"

namespace cantus {

template <typename T>
void dropout_forward(Queue& queue, const StepState* state, std::uint32_t layer,
                     std::int64_t num_samples, std::int64_t num_units, float rate, const T* x,
                     T* y) {
  using A = Arithmetic<T>;
  const Dropout<T> dropout{state, layer, num_units, rate, A(1) / (A(1) - A(rate)), x, y};
  for_each(queue, num_samples, num_units / 4, dropout);
  if (num_units % 4 != 0) for_each(queue, num_samples, DropoutTail<T>{dropout});
}

template <typename T>
void dropout_backward(Queue& queue, const StepState* state, std::uint32_t layer,
                      std::int64_t num_samples, std::int64_t num_units, float rate, const T* d_y,
                      T* d_x) {
  dropout_forward(queue, state, layer, num_samples, num_units, rate, d_y, d_x);
}

template void dropout_forward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                              float, const float*, float*);
template void dropout_forward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                              float, const double*, double*);
template void dropout_backward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                               float, const float*, float*);
template void dropout_backward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                               float, const double*, double*);

template void dropout_forward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                              float, const Bfloat16*, Bfloat16*);
template void dropout_backward(Queue&, const StepState*, std::uint32_t, std::int64_t, std::int64_t,
                               float, const Bfloat16*, Bfloat16*);

}  // namespace cantus
