#include "kernels/nesterov/nesterov.h"

#include "kernels/core/launch.h"
#include "kernels/nesterov/nesterov_body.h"

namespace cantus {

template <typename T>
void nesterov_update(Queue& queue, const StepState* state, std::int64_t n, float momentum,
                     const T* loss, const T* gradient, T* weight, T* velocity) {
  for_each(queue, n, NesterovUpdate<T>{state, momentum, loss, gradient, weight, velocity});
}

template decltype(nesterov_update<float>) nesterov_update<float>;
template decltype(nesterov_update<double>) nesterov_update<double>;

}  // namespace cantus
