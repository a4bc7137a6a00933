#pragma once

#include "kernels/core/gpu.h"
#include "kernels/stft/song_batch.h"

namespace cantus::gpu {

// Where frames begin among the samples, for kernels of the GPU: of one song, or of a batch.
struct FrameStarts {
  std::int64_t hop_samples;
  SongBatch songs;  // of no tables: one song

  __device__ std::int64_t operator()(std::int64_t frame) const {
    if (songs.first_frame == nullptr) return frame * hop_samples;
    // The last song that begins at the frame or before it. All threads of a frame go the same way.
    std::int64_t low = 0;
    std::int64_t high = songs.num_songs;
    while (high - low > 1) {
      const std::int64_t middle = (low + high) / 2;
      if (songs.first_frame[middle] <= frame)
        low = middle;
      else
        high = middle;
    }
    return songs.first_sample[low] + (frame - songs.first_frame[low]) * hop_samples;
  }
};

}  // namespace cantus::gpu
