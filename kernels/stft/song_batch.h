#pragma once

#include <cstdint>

namespace cantus {

// Songs of a batch, laid end to end: song s has the samples [first_sample[s], first_sample[s + 1])
// and, without gaps, the frames [first_frame[s], first_frame[s + 1]) of all. The tables are on the
// queue's device; on the CPU they are read by the host.
struct SongBatch {
  std::int64_t num_songs = 0;
  std::int64_t num_frames = 0;                 // of all songs
  const std::int64_t* first_sample = nullptr;  // [num_songs + 1]
  const std::int64_t* first_frame = nullptr;   // [num_songs + 1]
};

}  // namespace cantus
