#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

// What keeps a training that diverged from costing weights, on the device alone: the host looks at
// the losses later, many at a time. All pointers are in the queue's memory.

// Keeps the loss of a step, and that all so far were finite:
//   losses[state->step mod num_losses] = loss,  guard = guard + (loss - loss)
// so that a guard that began as 0 stays 0 until the first loss that is infinite or NaN, and is NaN
// from then on. An optimizer that takes the guard for its loss stands still from that step on. It
// judges losses, not gradients: those that overflow under a finite loss are learned from, and the
// guard closes one step later.
//   loss, guard [1], losses [num_losses]
void note_loss(Queue& queue, const StepState* state, std::int64_t num_losses, const float* loss,
               float* losses, float* guard);

// Takes back what a step did: values = before where the guard is not 0, or nothing.
//   guard [1], before, values [n]
void restore_unless_sound(Queue& queue, std::int64_t n, const float* guard, const float* before,
                          float* values);

}  // namespace cantus
