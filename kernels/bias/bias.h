#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = x + bias, one bias a channel. T is float or double.
//   x, y [num_rows, num_channels], bias [num_channels]; y may be x
template <typename T>
void bias_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* bias, T* y);

// d_bias = sum of d_y over the rows, in double, in an order that depends on the shape alone.
//   d_y [num_rows, num_channels], d_bias [num_channels]
template <typename T>
void bias_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* d_y,
                   T* d_bias);

// Scratch of bias_backward on the queue's device.
std::size_t bias_scratch_bytes(Queue& queue, std::int64_t num_rows, std::int64_t num_channels);

}  // namespace cantus
