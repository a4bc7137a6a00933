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
  for_each_point<Channels, kTaps, kTaps>(
      [&](int i, Channels(&d)[kTaps]) {
        for (int j = 0; j < kTaps; ++j) d[j] = g[i][j];
      },
      points_of_band_taps<Channels>, points_of_frame_taps<Channels>,
      [&](int point, Channels v) { u[point] = v; });
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

// The product of a block of tiles, and its scratch: the taps and, for each strip of blocks that a
// thread takes, the points before and behind the product.
struct Product {
  Product(std::int64_t depth, std::int64_t columns)
      : at_once(std::max(depth, columns) > 1024 ? 48 : 24),
        taps(depth, columns),
        values(at_once, depth),
        sums(at_once, columns) {}

  std::int64_t strip_size() const { return values.size() + sums.size(); }
  std::size_t scratch_bytes(std::int64_t num_strips) const {
    return (taps.size() + num_strips * strip_size()) * sizeof(float);
  }
  // The points of a strip: those of the values, then those of the sums.
  float* values_of(float* scratch, std::int64_t strip) const {
    return scratch + taps.size() + strip * strip_size();
  }

  // The sums at every point; num_tiles is rounded up to whole tiles of registers.
  void run(std::int64_t num_tiles, const float* tap_points, const float* value_points,
           float* sum_points) const {
    if (taps.panel == kChannels)
      multiply<1>(num_tiles, tap_points, value_points, sum_points);
    else
      multiply<kProductVectors>(num_tiles, tap_points, value_points, sum_points);
  }

  // The taps are read once for all tiles of a block, which share the caches with them.
  std::int64_t at_once;
  TapMatrix taps;
  PointLayout values, sums;

 private:
  template <int kVectors>
  void multiply(std::int64_t num_tiles, const float* tap_points, const float* value_points,
                float* sum_points) const {
    for (std::int64_t point = 0; point < kPoints; ++point)
      for (std::int64_t column = 0; column < taps.columns; column += taps.panel)
        for (std::int64_t row = 0; row < num_tiles; row += kProductRows) {
          Tile<float, kProductRows, kVectors> tile;
          tile.clear();
          tile.multiply_add(taps.depth, value_points + values.at(point, row), values.channels, 1,
                            tap_points + taps.at(point, 0, column), taps.panel);
          tile.store_to(sum_points + sums.at(point, row) + column, sums.channels);
        }
  }
};

}  // namespace cantus::conv2d_winograd
