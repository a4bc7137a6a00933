#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

// One step of stochastic gradient descent with Nesterov momentum, in the form that takes the
// gradient g = d_weight at the current weights (the recipe of Schlueter 2016):
//   v = momentum v - learning_rate g,  w = w + momentum v - learning_rate g
// Nothing changes where the loss is not finite: a diverged step costs no weights.
// `state` and `loss` are in the queue's memory.
//   loss [1], d_weight, weight, velocity [n]; the last two are updated in place
void nesterov_update(Queue& queue, const StepState* state, std::int64_t n, float momentum,
                     const float* loss, const float* d_weight, float* weight, float* velocity);

}  // namespace cantus
