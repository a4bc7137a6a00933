#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/spectral_warp/draw_warps.h"

namespace cantus {

// The excerpts of a batch from the songs' magnitude spectra, stretched, shifted, filtered,
// compressed and standardized in one pass (Schlueter 2016, section 3.1). For excerpt n,
// output frame i and bin j, with its warp w:
//   y = log1p(max(0, q) exp(w.filter_peak exp(-((j - w.filter_centre) w.filter_inv_width)^2 / 2)))
//   out = (y - mean[j]) inv_std[j]
// q is the excerpt's quadratic spline at frame w.first_frame + i w.frame_step and bin j w.bin_step,
// 0 outside the source, as scipy.ndimage.affine_transform(order=2, prefilter=False,
// mode="constant") has it: the coefficients, of spline_prefilter.h, are mirrored about the first
// and the last frame of the source and bin. Stored is float, or std::uint16_t: the bits of float16.
// Requires sources of two frames and bins at least.
//   coefficients [.., num_source_bins], first_frames [batch_size] of the sources, warps
//   [batch_size], mean, inv_std [num_bins], out [batch_size, num_frames, num_bins]
template <typename Stored>
void spectral_warp(Queue& queue, const WarpShape& shape, std::int64_t batch_size,
                   const Stored* coefficients, const std::int64_t* first_frames, const Warp* warps,
                   const float* mean, const float* inv_std, float* out);

std::size_t spectral_warp_scratch_bytes(const Queue& queue, const WarpShape& shape);

}  // namespace cantus
