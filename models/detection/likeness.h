#pragma once

#include <cstddef>
#include <span>

namespace cantus {

// Where a song lies beside those that a network learned from, in standard deviations of their
// frames: 0 is where they lie in the mean.
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
