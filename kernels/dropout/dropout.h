#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/core/step_state.h"

namespace cantus {

// Inverted dropout (Srivastava et al. 2014): each value is zeroed with probability `rate`, the
// others are divided by 1 - rate. Whether a unit is dropped depends on (seed, layer, sample, step,
// unit) alone, where the sample is counted over all batches by state->first_sample: nothing is kept
// for the backward pass, and batches may be divided in any way. That holds where rows are samples.
// A head for every frame has several rows a sample, which are counted on from the same number: of
// them a unit also depends on how the batch is divided. T is float, double or Bfloat16;
// 0 <= rate < 1. `state` is in the queue's memory.
//   x, y [num_samples, num_units], values or gradients; y may be x
template <typename T>
void dropout(Queue& queue, const StepState* state, std::uint32_t layer, std::int64_t num_samples,
             std::int64_t num_units, float rate, const T* x, T* y);

}  // namespace cantus
