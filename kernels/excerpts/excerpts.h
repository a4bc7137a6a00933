#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The excerpts centred on consecutive frames of a song, its first and last frame repeated where an
// excerpt reaches beyond:
//   out[i, t] = song[clamp(first + i - num_frames / 2 + t, 0, song_frames - 1)]
// T is float or double.
//   song [song_frames, num_bands], out [num_excerpts, num_frames, num_bands]
template <typename T>
void centred_excerpts(Queue& queue, std::int64_t song_frames, std::int64_t num_bands,
                      std::int64_t num_frames, std::int64_t first, std::int64_t num_excerpts,
                      const T* song, T* out);

}  // namespace cantus
