#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

struct AdamSettings {
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-7f;  // added to the uncorrected square root, as Keras and Lasagne do
};

// The learning rate of update t = num_updates + 1, the bias correction folded into it (Kingma and
// Ba 2015, end of section 2): learning_rate sqrt(1 - beta2^t) / (1 - beta1^t).
float adam_learning_rate(const AdamSettings& settings, float learning_rate,
                         std::uint64_t num_updates);

// One step of Adam with g = d_weight and the state's learning rate, an adam_learning_rate():
//   m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2
//   w = w - learning_rate m / (sqrt(v) + epsilon)
// Nothing changes where the loss is not finite: a diverged step costs no weights.
// T is float or double. `state` and `loss` are in the queue's memory.
//   loss [1], d_weight, weight, first (m), second (v) [n]; the last three are updated in place
template <typename T>
void adam_update(Queue& queue, const StepState* state, std::int64_t n, AdamSettings settings,
                 const T* loss, const T* d_weight, T* weight, T* first, T* second);

}  // namespace cantus
