#pragma once

#include <cstdint>

#include "kernels/conv2d/winograd_maps.h"
#include "kernels/core/tile.h"

// The maps to points and back on the CPU: of neighbouring channels at once.
namespace cantus::conv2d_winograd {

using Channels = Vector<float>;  // neighbouring channels of one frame and band
constexpr std::int64_t kChannels = kVectorSize<float>;

// All points of kT x kF values, whose rows row(i, d) gives: along the bands by of_bands, then along
// the frames by of_frames, each to take(point, value).
template <int kT, int kF, class Row, class OfBands, class OfFrames, class Take>
[[gnu::always_inline]] inline void for_each_point(const Row& row, const OfBands& of_bands,
                                                  const OfFrames& of_frames, const Take& take) {
  Channels columns[kInF][kT];
#pragma GCC unroll 4
  for (int i = 0; i < kT; ++i) {
    Channels d[kF], v[kInF];
    row(i, d);
    of_bands(d, v);
#pragma GCC unroll 8
    for (int j = 0; j < kInF; ++j) columns[j][i] = v[j];
  }
#pragma GCC unroll 8
  for (int j = 0; j < kInF; ++j) {
    Channels v[kInT];
    of_frames(columns[j], v);
#pragma GCC unroll 4
    for (int i = 0; i < kInT; ++i) take(i * kInF + j, v[i]);
  }
}

}  // namespace cantus::conv2d_winograd
