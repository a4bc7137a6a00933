#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// Bytes of the queue's scratch that running_median uses.
std::size_t median_scratch_bytes(const Queue& queue, std::int64_t window);

// y_i = element window / 2 of the sorted values x_j, j in [i - window / 2, i - window / 2 +
// window), where indices beyond the ends take the nearest value:
// scipy.ndimage.median_filter(mode="nearest"). An even window therefore leans back by one frame and
// takes the upper of the two middle elements. NaN sorts behind every number.
//   x, y [n], not the same array; window >= 1
// On a CPU queue alone: a curve has 70 values a second of sound, and is the host's.
void running_median(Queue& queue, std::int64_t n, std::int64_t window, const float* x, float* y);

}  // namespace cantus
