#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The frames [first, end) of an excerpt.
struct FrameRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

// Of an excerpt of `t` frames, those that count of the states of a bidirectional recurrence.
struct StateFrames {
  std::int64_t t = 0;
  FrameRange forward;   // of the first half of the channels
  FrameRange backward;  // of the second half
};

// The mean over some frames, by which one vector is made of a recurrence's states: the last state
// of each direction, those of the centre, or all (Hou 2020's network, whose paper does not say
// how). T is float or double. Requires an even c and 0 <= first < end <= t.
//   x [n, t, c], y [n, c] = 1 / (end - first) sum_{first <= k < end} x[n, k, c]
template <typename T>
void frame_mean_forward(Queue& queue, std::int64_t n, std::int64_t c, const StateFrames& frames,
                        const T* x, T* y);

// d_x is written whole: zero outside the ranges.
template <typename T>
void frame_mean_backward(Queue& queue, std::int64_t n, std::int64_t c, const StateFrames& frames,
                         const T* d_y, T* d_x);

}  // namespace cantus
