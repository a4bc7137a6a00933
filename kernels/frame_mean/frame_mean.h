#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The frames [first, end) of an excerpt of `t`: all, or the centre alone.
struct FrameRange {
  std::int64_t t = 0;
  std::int64_t first = 0;
  std::int64_t end = 0;
};

// The mean over some frames, a way to make one vector of a recurrence's states (Hou 2020's network,
// whose paper does not say how). T is float or double. Requires 0 <= first < end <= t.
//   x [n, t, c], y [n, c] = 1 / (end - first) sum_{first <= k < end} x[n, k, c]
template <typename T>
void frame_mean_forward(Queue& queue, std::int64_t n, std::int64_t c, const FrameRange& range,
                        const T* x, T* y);

// d_x is written whole: zero outside the range.
template <typename T>
void frame_mean_backward(Queue& queue, std::int64_t n, std::int64_t c, const FrameRange& range,
                         const T* d_y, T* d_x);

}  // namespace cantus
