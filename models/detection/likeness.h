#pragma once

#include <cstddef>
#include <span>

namespace cantus {

// How a song's features compare with the training frames, in standard deviations of those frames: 0
// is the training mean.
struct Likeness {
  double level = 0;            // the median over the bands of their means
  std::size_t level_band = 0;  // whose mean that is
  double treble = 0;           // the mean of the treble's bands, less the level
};

// The treble is the highest eighth of the bands.
std::size_t first_treble_band(std::size_t num_bands);

//   features [num_frames, num_bands], standardized; silence [num_bands], a frame of digital
//   silence, standardized: such frames do not count
Likeness likeness_to_training(std::span<const float> features, std::span<const float> silence);

}  // namespace cantus
