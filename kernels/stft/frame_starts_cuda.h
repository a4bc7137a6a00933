#pragma once

#include "kernels/core/gpu.h"
#include "kernels/core/last_at_or_before.h"
#include "kernels/stft/song_batch.h"

namespace cantus::gpu {

// Where frames begin among the samples, for kernels of the GPU: of one song, or of a batch.
struct FrameStarts {
  std::int64_t hop_samples;
  SongBatch songs;  // of no tables: one song

  __device__ std::int64_t operator()(std::int64_t frame) const {
    if (songs.first_frame == nullptr) return frame * hop_samples;
    // all threads of a frame go the same way
    const std::int64_t song = last_at_or_before(frame, songs.num_songs, songs.first_frame);
    return songs.first_sample[song] + (frame - songs.first_frame[song]) * hop_samples;
  }
};

}  // namespace cantus::gpu
