#pragma once

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/gpu.h"

// What the kernels on one input channel share, including those of conv2d_batch_norm.
namespace cantus::gpu::conv2d_one_channel {

constexpr int kTaps = 3;  // in time and in frequency
constexpr int kThreads = 256;
constexpr int kBands = 512;  // outputs of a row that one block makes

struct Shape {
  int t, f, c_out, out_t, out_f, pad_t, pad_f, dilation_t, lanes;
  std::int64_t n;
};

inline Shape kernel_shape(const Conv2dShape& s) {
  int lanes = 1;
  while (lanes * 4 < s.c_out) lanes *= 2;
  return {static_cast<int>(s.t),
          static_cast<int>(s.f),
          static_cast<int>(s.c_out),
          static_cast<int>(s.out_t()),
          static_cast<int>(s.out_f()),
          static_cast<int>(s.pad_t()),
          static_cast<int>(s.pad_f()),
          static_cast<int>(s.dilation_t),
          lanes,
          s.n};
}

// weights[tap][c] of channels channel + c, from w [c_out, tap].
template <typename T>
__device__ inline void load_weights(const T* __restrict__ w, int channel,
                                    float (&weights)[kTaps * kTaps][4]) {
#pragma unroll
  for (int c = 0; c < 4; ++c)
#pragma unroll
    for (int tap = 0; tap < kTaps * kTaps; ++tap)
      weights[tap][c] = w[(channel + c) * kTaps * kTaps + tap];
}

// Blocks along one row of y.
__host__ __device__ inline int num_chunks(const Shape& s) {
  return (s.out_f + kBands - 1) / kBands;
}

// Rows of y, cut into chunks: where a block works.
struct Place {
  std::int64_t row, sample;
  int frame, first_band, num_bands;
};

__device__ inline Place place_of(const Shape& s, std::int64_t unit) {
  const int chunk = static_cast<int>(unit % num_chunks(s));
  Place p;
  p.row = unit / num_chunks(s);
  p.sample = p.row / s.out_t;
  p.frame = static_cast<int>(p.row % s.out_t);
  p.first_band = chunk * kBands;
  p.num_bands = min(kBands, s.out_f - p.first_band);
  return p;
}

// The three rows of x under a chunk; outside of it, x is zero.
template <typename T>
__device__ inline void load_rows(const Shape& s, const Place& p, const T* __restrict__ x,
                                 float (*rows)[kBands + kTaps - 1]) {
  const int width = p.num_bands + kTaps - 1;
  for (int row = 0; row < kTaps; ++row) {
    const int frame = p.frame + row * s.dilation_t - s.pad_t;
    const bool inside = frame >= 0 && frame < s.t;
    for (int i = threadIdx.x; i < width; i += kThreads) {
      const int band = p.first_band + i - s.pad_f;
      const bool is_zero = !inside || band < 0 || band >= s.f;
      rows[row][i] = is_zero ? 0.0f : float{x[(p.sample * s.t + frame) * s.f + band]};
    }
  }
}

// The bands of a chunk that this thread walks along: a run of neighbours.
struct Run {
  int begin, end;
};

__device__ inline Run bands_of(const Shape& s, const Place& p) {
  const int streams = kThreads / s.lanes;
  const int stream = static_cast<int>(threadIdx.x) / s.lanes;
  const int each = (p.num_bands + streams - 1) / streams;
  return {min(stream * each, p.num_bands), min((stream + 1) * each, p.num_bands)};
}

// One step of the walk: window[i][j] is x under tap (i, j) of the current band.
__device__ inline void slide(float (&window)[kTaps][kTaps], float (*rows)[kBands + kTaps - 1],
                             int newest) {
#pragma unroll
  for (int i = 0; i < kTaps; ++i) {
    window[i][0] = window[i][1];
    window[i][1] = window[i][2];
    window[i][2] = rows[i][newest];
  }
}

inline std::int64_t num_units(const Shape& s) { return s.n * s.out_t * num_chunks(s); }

// Four channels as they lie in memory, in floats.
template <typename T>
__device__ inline float4 load_four(const T* from) {
  const Pack<T, 4> four = load_pack<4>(from);
  return make_float4(four.at[0], four.at[1], four.at[2], four.at[3]);
}

inline dim3 grid_of(std::int64_t blocks) { return dim3(static_cast<unsigned>(blocks)); }

}  // namespace cantus::gpu::conv2d_one_channel
