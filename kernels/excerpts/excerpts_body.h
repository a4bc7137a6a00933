#pragma once

#include <cstdint>

#include "kernels/core/launch.h"

namespace cantus {

// Over rows: a frame of an excerpt each.
template <typename T>
struct CentredExcerpts {
  std::int64_t song_frames, num_bands, num_frames, first;
  const T* song;
  const T* silence;  // or null
  T* out;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t band) const {
    const std::int64_t wanted = first + row / num_frames - num_frames / 2 + row % num_frames;
    const std::int64_t beyond = wanted < song_frames ? wanted : song_frames - 1;
    const std::int64_t frame = beyond > 0 ? beyond : 0;
    const bool is_silent = silence != nullptr && frame != wanted;
    out[row * num_bands + band] = is_silent ? silence[band] : song[frame * num_bands + band];
  }
};

}  // namespace cantus
