#pragma once

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

// Windows lie whole inside the input: rows and columns that fill none are dropped.
struct MaxPoolShape {
  std::int64_t n, t, f, c;  // samples, frames, bins, channels
  std::int64_t window_t, window_f;
  std::int64_t stride_t, stride_f;
  std::int64_t dilation_t = 1;

  std::int64_t out_t() const { return count(t, dilation_t * (window_t - 1) + 1, stride_t); }
  std::int64_t out_f() const { return count(f, window_f, stride_f); }

 private:
  // Windows of `extent` that lie in `length`; none where one is larger.
  static std::int64_t count(std::int64_t length, std::int64_t extent, std::int64_t stride) {
    return length < extent ? 0 : (length - extent) / stride + 1;
  }
};

// Largest value of each window, channel by channel (Zhou and Chellappa 1988):
//   y[n, t, f, c] = max_{i, j} x[n, t stride_t + i dilation_t, f stride_f + j, c]
// NaN wins over every number. T is float or double or, on a GPU alone, Bfloat16. Requires a window
// of at most 256 values that fits into the input. Errors: kSoftware where it does not; kUnavailable
// for Bfloat16 on the CPU.
//   x [n, t, f, c], y [n, out_t, out_f, c]
//   index [n, out_t, out_f, c]: which value of the window won, counted in the order (time,
//   frequency) from 0; the first among equals. May be null.
template <typename T>
void max_pool_forward(Queue& queue, const MaxPoolShape& shape, const T* x, T* y,
                      std::uint8_t* index);

// Every d_y goes to the value that won; where windows overlap, gradients add up in the windows'
// order.
//   d_x [n, t, f, c]: written whole
template <typename T>
void max_pool_backward(Queue& queue, const MaxPoolShape& shape, const std::uint8_t* index,
                       const T* d_y, T* d_x);

}  // namespace cantus
