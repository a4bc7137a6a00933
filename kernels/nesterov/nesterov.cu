#include "kernels/nesterov/nesterov.h"

#include "kernels/core/launch.h"
#include "kernels/nesterov/nesterov_body.h"

namespace cantus {

template <typename T>
void nesterov_update(Queue& queue, const StepState* state, std::int64_t n, float momentum,
                     const T* loss, const T* gradient, T* weight, T* velocity) {
  for_each(queue, n, NesterovUpdate<T>{state, momentum, loss, gradient, weight, velocity});
}

template void nesterov_update(Queue&, const StepState*, std::int64_t, float, const float*,
                              const float*, float*, float*);
template void nesterov_update(Queue&, const StepState*, std::int64_t, float, const double*,
                              const double*, double*, double*);

}  // namespace cantus
