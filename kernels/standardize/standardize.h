#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = (x - mean[band]) * inv_std[band]: every band to mean 0 and deviation 1 (Schlueter 2016,
// section 3.1; the statistics are band_moments.h's).
//   x, y [num_frames, num_bands], y may be x itself; mean, inv_std [num_bands]
void standardize(Queue& queue, std::int64_t num_frames, std::int64_t num_bands, const float* x,
                 const float* mean, const float* inv_std, float* y);

}  // namespace cantus
