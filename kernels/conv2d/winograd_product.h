#pragma once

#include <algorithm>

#include "kernels/conv2d/winograd_tiles.h"
#include "kernels/core/lanes.h"

// The product at each point: values [tiles, depth] by taps [depth, columns].
namespace cantus::conv2d_winograd {

#if defined(__AVX512F__)
constexpr int kProductRows = 12;  // tiles whose sums stay in registers
constexpr int kProductVectors = 2;
#else
constexpr int kProductRows = 6;
constexpr int kProductVectors = 1;
#endif

// Tiles that a thread takes at once: their points and the taps, which are read once for all of
// them, share the caches.
inline std::int64_t tiles_at_once(std::int64_t depth) { return depth > 1024 ? 48 : 24; }

// Taps at all points, their columns cut into panels as wide as the registers' sums:
// [kPoints, panels, depth, panel].
struct TapMatrix {
  TapMatrix(std::int64_t d, std::int64_t c)
      : depth(d),
        columns(c),
        panel(c % (kProductVectors * kChannels) == 0 ? kProductVectors * kChannels : kChannels) {}

  std::int64_t size() const { return kPoints * depth * columns; }
  std::int64_t at(std::int64_t point, std::int64_t row, std::int64_t column) const {
    return (point * columns + column / panel * panel) * depth + row * panel + column % panel;
  }

  std::int64_t depth, columns, panel;
};

// u = G g of 3 x 3 taps of neighbouring channels.
[[gnu::always_inline]] inline void points_of_taps(const Channels (&g)[kTaps][kTaps],
                                                  Channels (&u)[kPoints]) {
  Channels columns[kInF][kTaps];
#pragma GCC unroll 4
  for (int i = 0; i < kTaps; ++i) {
    Channels v[kInF];
    points_of_band_taps(g[i], v);
#pragma GCC unroll 8
    for (int j = 0; j < kInF; ++j) columns[j][i] = v[j];
  }
#pragma GCC unroll 8
  for (int j = 0; j < kInF; ++j) {
    Channels v[kInT];
    points_of_frame_taps(columns[j], v);
#pragma GCC unroll 4
    for (int i = 0; i < kInT; ++i) u[i * kInF + j] = v[i];
  }
}

// One group of three bands of w [3, k_f, channels], zeros behind the last.
inline void load_taps(const float* w, std::int64_t k_f, std::int64_t channels, std::int64_t group,
                      Channels (&g)[kTaps][kTaps]) {
  for (int i = 0; i < kTaps; ++i)
    for (int j = 0; j < kTaps; ++j) {
      const std::int64_t band = group * kTaps + j;
      g[i][j] = band < k_f ? load(w + (i * k_f + band) * channels) : Channels{};
    }
}

// The transpose of kChannels rows, `from` apart, to kChannels rows, `to` apart.
inline void store_transposed(const float* rows, std::int64_t from_stride, float* to,
                             std::int64_t to_stride) {
  for (std::int64_t i = 0; i < kChannels; i += kLanes)
    for (std::int64_t j = 0; j < kChannels; j += kLanes) {
      Lanes block[kLanes];
#pragma GCC unroll 16
      for (int k = 0; k < kLanes; ++k) block[k] = load_lanes(rows + (i + k) * from_stride + j);
      transpose(block);
#pragma GCC unroll 16
      for (int k = 0; k < kLanes; ++k) store_lanes(to + (j + k) * to_stride + i, block[k]);
    }
}

// sums [num_tiles, columns] at every point; num_tiles is rounded up to whole tiles of registers.
template <int kVectors>
void multiply_panels(const TapMatrix& matrix, std::int64_t num_tiles, const PointLayout& from,
                     const float* values, const float* taps, const PointLayout& to, float* sums) {
  for (std::int64_t point = 0; point < kPoints; ++point)
    for (std::int64_t column = 0; column < matrix.columns; column += matrix.panel)
      for (std::int64_t row = 0; row < num_tiles; row += kProductRows) {
        Tile<float, kProductRows, kVectors> tile;
        tile.clear();
        tile.multiply_add(matrix.depth, values + from.at(point, row), from.channels, 1,
                          taps + matrix.at(point, 0, column), matrix.panel);
        tile.store_to(sums + to.at(point, row) + column, to.channels);
      }
}

inline void multiply(const TapMatrix& matrix, std::int64_t num_tiles, const PointLayout& from,
                     const float* values, const float* taps, const PointLayout& to, float* sums) {
  if (matrix.panel == kChannels)
    multiply_panels<1>(matrix, num_tiles, from, values, taps, to, sums);
  else
    multiply_panels<kProductVectors>(matrix, num_tiles, from, values, taps, to, sums);
}

}  // namespace cantus::conv2d_winograd
