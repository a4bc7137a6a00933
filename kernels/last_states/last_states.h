#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The last state of each direction of a bidirectional recurrence (Hou 2020's head, read as
// return_sequences = false): the forward half at the last frame, the backward half at the first.
// T is float or double.
//   x [n, t, 2 * num_units], y [n, 2 * num_units]
template <typename T>
void last_states_forward(Queue& queue, std::int64_t n, std::int64_t t, std::int64_t num_units,
                         const T* x, T* y);

// d_x is written whole: zero but for the two states.
template <typename T>
void last_states_backward(Queue& queue, std::int64_t n, std::int64_t t, std::int64_t num_units,
                          const T* d_y, T* d_x);

}  // namespace cantus
