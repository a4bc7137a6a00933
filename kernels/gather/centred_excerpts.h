#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// The excerpts centred on consecutive frames of a song:
//   out[i, t] = song[first + i - num_frames / 2 + t]
// Where an excerpt reaches beyond the song's ends it sees `silence` or, where that is null, the
// song's first or last frame repeated.
// Requires song_frames and num_frames >= 1 and fewer than 2^32 frames of excerpts in all. Errors:
// kSoftware.
//   song [song_frames, num_bands], silence [num_bands], out [num_excerpts, num_frames, num_bands]
void centred_excerpts(Queue& queue, std::int64_t song_frames, std::int64_t num_bands,
                      std::int64_t num_frames, std::int64_t first, std::int64_t num_excerpts,
                      const float* song, const float* silence, float* out);

}  // namespace cantus
