#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// Copies the excerpts of a batch from the songs' frames. Stored is float, or std::uint16_t: the
// bits of float16. Requires num_frames >= 1 and fewer than 2^32 frames in all. Errors: kSoftware.
//   frames [.., num_bands], first_frames [batch_size], out [batch_size, num_frames, num_bands]
template <typename Stored>
void gather_excerpts(Queue& queue, std::int64_t batch_size, std::int64_t num_frames,
                     std::int64_t num_bands, const Stored* frames, const std::int64_t* first_frames,
                     float* out);

}  // namespace cantus
