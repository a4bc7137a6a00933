#pragma once

#include <cstdint>
#include <limits>

#include "kernels/conv2d/winograd_tiling.h"
#include "kernels/core/gpu.h"

// The way of tiles from channels-last arrays to points on a GPU: two channels a thread.
namespace cantus::gpu::conv2d_winograd {

using namespace cantus::conv2d_winograd;

// A convolution whose tiles, and whose offsets within a few frames, are counted in ints.
struct Pass {
  CorrelationOf<int> c;
  TilingOf<int> tiling;
};

// Whether the convolution is in plain floats, tiles multiplied `rows` at a time save products, and
// the counts of Pass fit.
inline bool suits(const Conv2dShape& s, const Correlation& c, std::int64_t rows) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max() / 2;
  return s.precision == Precision::kFloat32 && s.k_t == kTaps && s.k_f == kTaps &&
         saves_products(c, rows) && kPoints * c.c_in * c.c_out <= kMost &&
         Tiling(c).count() <= kMost && kInT * c.dilation <= kMost / 2 &&
         kInT * c.dilation * std::max(c.in_f * c.c_in, c.out_f * c.c_out) <= kMost;
}

inline Pass pass_of(const Correlation& c) {
  const auto narrow = [](std::int64_t count) { return static_cast<int>(count); };
  const CorrelationOf<int> narrowed{narrow(c.n),     narrow(c.in_t),    narrow(c.in_f),
                                    narrow(c.c_in),  narrow(c.out_t),   narrow(c.out_f),
                                    narrow(c.c_out), narrow(c.k_f),     narrow(c.pad_t),
                                    narrow(c.pad_f), narrow(c.dilation)};
  return {narrowed, TilingOf<int>(narrowed)};
}

// Neighbouring channels of one frame and band.
struct alignas(8) Pair {
  float first, second;
};
__device__ inline Pair operator+(Pair a, Pair b) {
  return {a.first + b.first, a.second + b.second};
}
__device__ inline Pair operator-(Pair a, Pair b) {
  return {a.first - b.first, a.second - b.second};
}
__device__ inline Pair operator-(Pair a) { return {-a.first, -a.second}; }
__device__ inline Pair operator*(float s, Pair a) { return {s * a.first, s * a.second}; }

// The sizes of one of a convolution's two arrays, [n, t, f, channels]. Passed anew to every call:
// they come from the kernel's parameters and take no registers.
struct Frames {
  int t, f, channels;
};
__device__ inline Frames inputs_of(const CorrelationOf<int>& c) { return {c.in_t, c.in_f, c.c_in}; }
__device__ inline Frames outputs_of(const CorrelationOf<int>& c) {
  return {c.out_t, c.out_f, c.c_out};
}

// kT x kF values of two channels, a dilation apart in time.
class Patch {
 public:
  // Moves to where `array` has, or would have, the patch's first value.
  __device__ void move_to(const float* array, Frames size, int sample, int frame, int band) {
    frame_ = frame;
    band_ = band;
    from_ = array +
            ((static_cast<std::int64_t>(sample) * size.t + frame) * size.f + band) * size.channels;
  }
  __device__ void move_along_bands(Frames size, int bands) {
    band_ += bands;
    from_ += static_cast<std::int64_t>(bands) * size.channels;
  }
  __device__ void move_along_channels(int channels) { from_ += channels; }
  __device__ void leave() { frame_ = kNowhere; }
  __device__ int band() const { return band_; }

  // Reads zeros outside of the array. (Warps may take both branches. A vote that sends whole warps
  // down one of them needs more registers than there are: it spills for compute 8.x.)
  template <int kT, int kF, int kSize>
  __device__ void load(Frames size, int dilation, Pair (&values)[kSize]) const {
    const bool is_whole =
        frame_ >= 0 && frame_ + (kT - 1) * dilation < size.t && band_ >= 0 && band_ + kF <= size.f;
    if (is_whole)
      load_where<kT, kF>(
          size, dilation, [](int, int) { return true; }, values);
    else
      load_where<kT, kF>(
          size, dilation,
          [&](int i, int j) {
            const int frame = frame_ + i * dilation, band = band_ + j;
            return frame >= 0 && frame < size.t && band >= 0 && band < size.f;
          },
          values);
  }

  // The same for a patch that only moves along channels: which of its values lie in the array, one
  // bit each, is found once.
  template <int kT, int kF>
  __device__ unsigned places_inside(Frames size, int dilation) const {
    unsigned bands = 0, places = 0;
#pragma unroll
    for (int j = 0; j < kF; ++j)
      if (band_ + j >= 0 && band_ + j < size.f) bands |= 1u << j;
#pragma unroll
    for (int i = 0; i < kT; ++i) {
      const int frame = frame_ + i * dilation;
      if (frame >= 0 && frame < size.t) places |= bands << i * kF;
    }
    return places;
  }
  template <int kT, int kF, int kSize>
  __device__ void load(Frames size, int dilation, unsigned places, Pair (&values)[kSize]) const {
    if (places == (1u << kT * kF) - 1)
      load_where<kT, kF>(
          size, dilation, [](int, int) { return true; }, values);
    else
      load_where<kT, kF>(
          size, dilation, [&](int i, int j) { return (places >> (i * kF + j) & 1) != 0; }, values);
  }

 private:
  static constexpr int kNowhere = std::numeric_limits<int>::max() / 2;

  template <int kT, int kF, class Has, int kSize>
  __device__ void load_where(Frames size, int dilation, const Has& has,
                             Pair (&values)[kSize]) const {
    static_assert(kT * kF <= kSize);
    const int row = dilation * size.f * size.channels;
#pragma unroll
    for (int i = 0; i < kT; ++i)
#pragma unroll
      for (int j = 0; j < kF; ++j) {
        Pair value = {};
        if (has(i, j))
          value = *reinterpret_cast<const Pair*>(from_ + (i * row + j * size.channels));
        values[i * kF + j] = value;
      }
  }

  const float* from_ = nullptr;
  int frame_ = kNowhere, band_ = 0;
};

// Row i of kF values side by side.
template <int kF>
__device__ inline void copy_row(const Pair (&values)[kPoints], int i, Pair (&d)[kF]) {
#pragma unroll
  for (int j = 0; j < kF; ++j) d[j] = values[i * kF + j];
}

// The points of what lies under a tile, and of the gradient of its outputs, each to
// take(point, value).
template <class Take>
__device__ inline void for_each_input_point(const Pair (&values)[kPoints], const Take& take) {
  for_each_point<Pair, kInT, kInF>([&](int i, Pair(&d)[kInF]) { copy_row(values, i, d); },
                                   points_of_bands<Pair>, points_of_frames<Pair>, take);
}
template <class Take>
__device__ inline void for_each_gradient_point(const Pair (&values)[kPoints], const Take& take) {
  for_each_point<Pair, kOutT, kOutF>([&](int i, Pair(&d)[kOutF]) { copy_row(values, i, d); },
                                     gradient_of_bands<Pair>, gradient_of_frames<Pair>, take);
}

}  // namespace cantus::gpu::conv2d_winograd
