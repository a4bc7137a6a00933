#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/log_compress/log_compress.h"

namespace cantus {

// Loudness of every frame in decibels: the energy of its bands, the compression undone. The
// plainest of detectors, and the first that a network must beat.
//   features [num_frames, num_bands], not standardized -> [num_frames]
std::vector<float> frame_loudness_db(std::span<const float> features, std::int64_t num_bands,
                                     const LogCompression& compression);

}  // namespace cantus
