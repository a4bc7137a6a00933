#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The coefficients of the quadratic B-spline through a song's magnitudes, along time and frequency
// (Unser 1999, "Splines: a perfect fit", box 2: a recursive filter forth and back with the pole
// z = sqrt(8) - 3), mirrored about the first and the last frame and bin; as scipy.ndimage's
// spline_filter(order=2, mode="mirror"). Made once a song; takes a CPU queue. An axis of one value
// stays as it is.
//   x, coefficients [num_frames, num_bins], the two may be the same
void spline_prefilter(Queue& queue, std::int64_t num_frames, std::int64_t num_bins, const float* x,
                      float* coefficients);

std::size_t spline_prefilter_scratch_bytes(const Queue& queue, std::int64_t num_bins);

}  // namespace cantus
