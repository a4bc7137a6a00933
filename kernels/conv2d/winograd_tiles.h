#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/conv2d/conv2d.h"
#include "kernels/conv2d/winograd_points.h"

// The tiles of a convolution and their way from and to channels-last arrays.
namespace cantus::conv2d_winograd {

// A convolution from one array to another, zeros around the input: the forward pass, or, with the
// taps turned, the data gradient. Three taps in time; those of bands are taken in groups of three,
// each of which sees inputs as many bands higher, so that the points' channels are those of all
// groups side by side. Behind the last tap a group is filled with zeros.
struct Correlation {
  std::int64_t n, in_t, in_f, c_in, out_t, out_f, c_out, k_f, pad_t, pad_f, dilation;

  std::int64_t groups() const { return (k_f + kTaps - 1) / kTaps; }
  std::int64_t depth() const { return groups() * c_in; }
};

inline Correlation forward_of(const Conv2dShape& s) {
  return {s.n,     s.t,   s.f,       s.c_in,    s.out_t(),   s.out_f(),
          s.c_out, s.k_f, s.pad_t(), s.pad_f(), s.dilation_t};
}

inline Correlation data_gradient_of(const Conv2dShape& s) {
  return {.n = s.n,
          .in_t = s.out_t(),
          .in_f = s.out_f(),
          .c_in = s.c_out,
          .out_t = s.t,
          .out_f = s.f,
          .c_out = s.c_in,
          .k_f = s.k_f,
          .pad_t = s.dilation_t * (s.k_t - 1) - s.pad_t(),
          .pad_f = s.k_f - 1 - s.pad_f(),
          .dilation = s.dilation_t};
}

// Where a tile lies: its first output. Its two frames are a dilation apart.
struct Spot {
  std::int64_t sample, t, f;
};

// The tiles of all samples in a row: band by band, then pairs of frames, then the frames between
// dilated ones. Some may lie beyond the last frame or reach over the last band.
class Tiling {
 public:
  explicit Tiling(const Correlation& c)
      : dilation_(c.dilation),
        pairs_(((c.out_t + c.dilation - 1) / c.dilation + kOutT - 1) / kOutT),
        across_((c.out_f + kOutF - 1) / kOutF),
        count_(c.n * dilation_ * pairs_ * across_) {}

  std::int64_t count() const { return count_; }

  Spot operator[](std::int64_t tile) const {
    const std::int64_t row = tile / across_;
    const std::int64_t phase = row / pairs_;
    return {phase / dilation_, phase % dilation_ + row % pairs_ * kOutT * dilation_,
            tile % across_ * kOutF};
  }

 private:
  std::int64_t dilation_, pairs_, across_, count_;
};

// Products that a pair of channels has in the definition, zeros around the input left out.
inline std::int64_t num_products(const Correlation& c) {
  const auto taps_inside = [](std::int64_t out, std::int64_t in, std::int64_t taps,
                              std::int64_t pad, std::int64_t step) {
    std::int64_t sum = 0;
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const std::int64_t shift = tap * step - pad;
      sum +=
          std::max<std::int64_t>(0, std::min(out, in - shift) - std::max<std::int64_t>(0, -shift));
    }
    return sum;
  };
  return c.n * taps_inside(c.out_t, c.in_t, kTaps, c.pad_t, c.dilation) *
         taps_inside(c.out_f, c.in_f, c.k_f, c.pad_f, 1);
}

// Whether tiles, which are multiplied `rows` at a time, save a third of the products at least. The
// taps' own way to their points takes as long as some tiles.
inline bool saves_products(const Conv2dShape& s, const Correlation& c, std::int64_t rows) {
  constexpr std::int64_t kForTaps = 8;
  if (s.k_t != kTaps || s.k_f < kTaps || s.c_in % kChannels != 0 || s.c_out % kChannels != 0)
    return false;
  const std::int64_t tiles = (Tiling(c).count() + rows - 1) / rows * rows + kForTaps;
  return 3 * kPoints * c.groups() * tiles <= 2 * num_products(c);
}

// The values of points, [kPoints, tiles, channels] with a line between points, which would
// otherwise meet in the same few sets of the first cache.
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
    for_each_point<kT, kF>(
        [&](int i, Channels(&d)[kF]) { load_row(patch, i, x + c, channels, d); }, of_bands,
        of_frames, [&](int point, Channels v) { store(points + point * point_stride + c, v); });
}

// What the tile at `spot` sees of x [n, in_t, in_f, c_in] under one group of taps.
inline Patch<kInT, kInF> inputs_of(const Correlation& c, const Spot& spot, std::int64_t group) {
  return {spot.sample, spot.t - c.pad_t, spot.f - c.pad_f + group * kTaps,
          c.dilation,  c.in_t,           c.in_f};
}

// What it gives of y [n, out_t, out_f, c_out].
inline Patch<kOutT, kOutF> outputs_of(const Correlation& c, const Spot& spot) {
  return {spot.sample, spot.t, spot.f, c.dilation, c.out_t, c.out_f};
}

// The points of a tile's inputs, to `tile` of points [depth].
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
