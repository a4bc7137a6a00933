#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/conv2d/winograd_maps.h"
#include "kernels/conv2d/winograd_tiling.h"
#include "kernels/core/tile.h"

// The way of tiles from and to channels-last arrays on the CPU.
namespace cantus::conv2d_winograd {

using Channels = Vector<float>;  // neighbouring channels of one frame and band
constexpr std::int64_t kChannels = kVectorSize<float>;

// Whether the channels fill whole registers, and tiles multiplied `rows` at a time save
// products.
inline bool suits(const Conv2dShape& s, const Correlation& c, std::int64_t rows) {
  return s.k_t == kTaps && s.k_f >= kTaps && s.c_in % kChannels == 0 && s.c_out % kChannels == 0 &&
         saves_products(c, rows);
}

// The layout of points, [kPoints, tiles, channels] with a cache line between points, which would
// otherwise compete for the same few sets of the first cache.
struct PointLayout {
  PointLayout(std::int64_t tiles, std::int64_t num_channels)
      : channels(num_channels), stride(tiles * num_channels + kChannels) {}

  std::int64_t size() const { return kPoints * stride; }
  std::int64_t at(std::int64_t point, std::int64_t tile) const {
    return point * stride + tile * channels;
  }

  std::int64_t channels, stride;
};

// The frames and bands of a block of kT x kF values, a dilation apart in time, that lie in an array
// [n, t, f, channels].
template <int kT, int kF>
struct Patch {
  Patch(std::int64_t sample, std::int64_t t, std::int64_t f, std::int64_t dilation,
        std::int64_t array_t, std::int64_t array_f)
      : first_band(std::clamp<std::int64_t>(-f, 0, kF)),
        end_band(std::clamp<std::int64_t>(array_f - f, 0, kF)) {
    for (int i = 0; i < kT; ++i) {
      const std::int64_t frame = t + i * dilation;
      inside[i] = frame >= 0 && frame < array_t;
      offset[i] = (sample * array_t + frame) * array_f + f;
    }
  }

  bool has_all_bands() const { return first_band == 0 && end_band == kF; }
  bool has(int i, int j) const { return inside[i] && j >= first_band && j < end_band; }

  std::int64_t first_band, end_band;
  bool inside[kT];
  std::int64_t offset[kT];  // of the first band, in places of all channels
};

// Row i of a patch, zeros where the array has none.
template <int kT, int kF>
[[gnu::always_inline]] inline void load_row(const Patch<kT, kF>& patch, int i, const float* x,
                                            std::int64_t channels, Channels (&d)[kF]) {
  const float* row = x + patch.offset[i] * channels;
  if (patch.inside[i] && patch.has_all_bands()) {
#pragma GCC unroll 8
    for (int j = 0; j < kF; ++j) d[j] = load(row + j * channels);
  } else {
#pragma GCC unroll 8
    for (int j = 0; j < kF; ++j) d[j] = patch.has(i, j) ? load(row + j * channels) : Channels{};
  }
}

// The points of one group of channels of a patch, at `points`.
template <int kT, int kF, class OfBands, class OfFrames>
[[gnu::always_inline]] inline void store_points(const Patch<kT, kF>& patch, const float* x,
                                                std::int64_t channels, std::int64_t point_stride,
                                                float* points, const OfBands& of_bands,
                                                const OfFrames& of_frames) {
  for (std::int64_t c = 0; c < channels; c += kChannels)
    for_each_point<Channels, kT, kF>(
        [&](int i, Channels(&d)[kF]) { load_row(patch, i, x + c, channels, d); }, of_bands,
        of_frames, [&](int point, Channels v) { store(points + point * point_stride + c, v); });
}

// The part of x [n, in_t, in_f, c_in] that the tile at `spot` reads under one group of taps.
inline Patch<kInT, kInF> inputs_of(const Correlation& c, const Spot& spot, std::int64_t group) {
  return {spot.sample, spot.t - c.pad_t, spot.f - c.pad_f + group * kTaps,
          c.dilation,  c.in_t,           c.in_f};
}

// The part of y [n, out_t, out_f, c_out] that the tile writes.
inline Patch<kOutT, kOutF> outputs_of(const Correlation& c, const Spot& spot) {
  return {spot.sample, spot.t, spot.f, c.dilation, c.out_t, c.out_f};
}

// Stores the points of a tile's inputs at place `tile` of points [depth].
inline void store_input_points(const Correlation& c, const float* x, const Spot& spot,
                               const PointLayout& to, std::int64_t tile, float* points) {
  for (std::int64_t group = 0; group < c.groups(); ++group)
    store_points(inputs_of(c, spot, group), x, c.c_in, to.stride,
                 points + to.at(0, tile) + group * c.c_in, points_of_bands<Channels>,
                 points_of_frames<Channels>);
}

// The points of the gradient of a tile's outputs, to `tile` of points [c_out].
inline void store_gradient_points(const Correlation& c, const float* d_y, const Spot& spot,
                                  const PointLayout& to, std::int64_t tile, float* points) {
  store_points(outputs_of(c, spot), d_y, c.c_out, to.stride, points + to.at(0, tile),
               gradient_of_bands<Channels>, gradient_of_frames<Channels>);
}

}  // namespace cantus::conv2d_winograd
