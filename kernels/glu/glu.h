#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// Gated linear unit (Hou 2020, eq. 1): y = a * sigmoid(b), where the channels of x are [a | b].
// T is float, double or Bfloat16.
//   x [num_rows, 2 * num_channels], y [num_rows, num_channels]
template <typename T>
void glu_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x, T* y);

// d_x from x and d_y; shapes as above.
template <typename T>
void glu_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* d_y, T* d_x);

}  // namespace cantus
