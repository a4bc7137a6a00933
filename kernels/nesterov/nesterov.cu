#include "kernels/nesterov/nesterov.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/launch.h"
#include "kernels/core/step_state.h"

namespace cantus {

struct NesterovUpdate {
  const StepState* state;
  float momentum;
  const float* loss;
  const float* d_weight;
  float* weight;
  float* velocity;

  CANTUS_BODY void operator()(std::int64_t i) const {
    if (*loss - *loss != 0) return;  // not finite
    const float step = state->learning_rate * d_weight[i];
    const float v = momentum * velocity[i] - step;
    velocity[i] = v;
    weight[i] += momentum * v - step;
  }
};

void nesterov_update(Queue& queue, const StepState* state, std::int64_t n, float momentum,
                     const float* loss, const float* d_weight, float* weight, float* velocity) {
  for_each(queue, n, NesterovUpdate{state, momentum, loss, d_weight, weight, velocity});
}

}  // namespace cantus
