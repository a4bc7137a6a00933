#pragma once

#include "kernels/core/half.h"
#include "kernels/core/launch.h"

namespace cantus {

// One row a frame of an excerpt.
template <typename Stored>
struct GatherExcerpts {
  std::int64_t num_frames;  // of an excerpt
  std::int64_t num_bands;
  const Stored* frames;
  const std::int64_t* first_frames;
  float* out;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t band) const {
    const std::int64_t frame = first_frames[row / num_frames] + row % num_frames;
    out[row * num_bands + band] = to_float(frames[frame * num_bands + band]);
  }
};

}  // namespace cantus
