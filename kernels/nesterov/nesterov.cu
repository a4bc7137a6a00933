#include "kernels/nesterov/nesterov.h"

#include "kernels/core/launch.h"
#include "kernels/nesterov/nesterov_body.h"

namespace cantus {

void nesterov_update(Queue& queue, const StepState* state, std::int64_t n, float momentum,
                     const float* loss, const float* gradient, float* weight, float* velocity) {
  for_each(queue, n, NesterovUpdate{state, momentum, loss, gradient, weight, velocity});
}

}  // namespace cantus
