#pragma once

#include <algorithm>
#include <cstring>

#include "kernels/conv2d_batch_norm/patch_fold_cuda.h"
#include "kernels/core/channel_pack_cuda.h"

// How both passes over the output go along it. A block takes an equal share of all positions, piece
// by piece of its rows, with the three rows of x under a piece in shared memory. Its threads are
// `lanes` for the channels, four each, times streams; each stream takes every so many bands a step
// of neighbours, and reads the windows under them in accesses of 16 bytes, the same for its lanes.
namespace cantus::gpu::conv2d_batch_norm {

using gpu::conv2d_one_channel::kTaps;

constexpr int kGroup = 64;  // channels of a block
constexpr int kWalkThreads = 128;
constexpr int kTileWidth = 512;              // columns of x,
constexpr int kPieceBands = kTileWidth - 8;  // under so many bands and what a step reads behind
constexpr std::int64_t kLeastShare = 600;    // positions of a block

constexpr int kWindow = 4;  // bands whose values a thread reads together

using TileRow = float4[kTileWidth / 4];

// Neighbouring bands of one row of y. Positions are counted in 32 bits, for divisions.
struct Piece {
  int sample, frame, first_band, num_bands;

  __device__ Piece(const Shape& s, unsigned position, unsigned end) {
    const unsigned row = position / static_cast<unsigned>(s.out_f);
    sample = static_cast<int>(row / static_cast<unsigned>(s.out_t));
    frame = static_cast<int>(row) - sample * s.out_t;
    first_band = static_cast<int>(position - row * static_cast<unsigned>(s.out_f));
    num_bands = min(static_cast<int>(end - position), min(kPieceBands, s.out_f - first_band));
  }

  // The three rows of x - centre under it; outside of it, x is zero. The tile is filled to its end,
  // and every load is of a place in x, so that all are under way before one is waited for.
  __device__ void load(const Shape& s, const float* __restrict__ x, float centre,
                       TileRow* tile) const {
    constexpr int kRounds = kTileWidth / kWalkThreads;
    float values[kTaps][kRounds];
#pragma unroll
    for (int i = 0; i < kTaps; ++i) {
      const int at = frame + i * s.dilation_t - s.pad_t;
      const float* from =
          x + (static_cast<std::int64_t>(sample) * s.t + min(max(at, 0), s.t - 1)) * s.f;
#pragma unroll
      for (int round = 0; round < kRounds; ++round)
        values[i][round] = from[min(max(band_of(s, round), 0), s.f - 1)];
    }
#pragma unroll
    for (int i = 0; i < kTaps; ++i) {
      const int at = frame + i * s.dilation_t - s.pad_t;
#pragma unroll
      for (int round = 0; round < kRounds; ++round) {
        const int band = band_of(s, round);
        const bool inside = at >= 0 && at < s.t && band >= 0 && band < s.f;
        reinterpret_cast<float*>(tile[i])[threadIdx.x + round * kWalkThreads] =
            (inside ? values[i][round] : 0.0f) - centre;
      }
    }
  }

 private:
  __device__ int band_of(const Shape& s, int round) const {
    return first_band - s.pad_f + static_cast<int>(threadIdx.x) + round * kWalkThreads;
  }
};

// x - centre under four bands.
struct Window {
  float at[kTaps][kWindow + 4];

  __device__ Window(const TileRow* tile, int band) {
#pragma unroll
    for (int i = 0; i < kTaps; ++i)
#pragma unroll
      for (int quad = 0; quad <= kWindow / 4; ++quad) {
        const float4 v = tile[i][band / 4 + quad];
        at[i][4 * quad] = v.x;
        at[i][4 * quad + 1] = v.y;
        at[i][4 * quad + 2] = v.z;
        at[i][4 * quad + 3] = v.w;
      }
  }

  // Under tap `tap` of band b of the four.
  __device__ float under(int b, int tap) const { return at[tap / kTaps][b + tap % kTaps]; }
};

// Four channels of the folded convolution, folded [kNumSums, c_out].
struct Folded {
  float weights[kPatch][4];
  float bias[4];

  __device__ Folded(const float* __restrict__ folded, int c_out, int channel) {
#pragma unroll
    for (int tap = 0; tap < kNumSums; ++tap) {
      const float4 v = *reinterpret_cast<const float4*>(folded + tap * c_out + channel);
      float(&to)[4] = tap < kPatch ? weights[tap] : bias;
      to[0] = v.x;
      to[1] = v.y;
      to[2] = v.z;
      to[3] = v.w;
    }
  }

  // The rectifier's input at band b of the window.
  __device__ void run(const Window& window, int b, float (&pre)[4]) const {
#pragma unroll
    for (int c = 0; c < 4; ++c) pre[c] = bias[c];
#pragma unroll
    for (int tap = 0; tap < kPatch; ++tap)
#pragma unroll
      for (int c = 0; c < 4; ++c) pre[c] = fmaf(window.under(b, tap), weights[tap][c], pre[c]);
  }
};

// Four channels of one band, still in the words that they were loaded as: in bfloat16 two of them
// wait in one register.
template <typename T>
struct Waiting {
  unsigned words[sizeof(T)];

  // Those of a band; zeros where there is none.
  __device__ void ask(const T* __restrict__ of_piece, int band, int num_bands, int c_out) {
    if (band < num_bands) {
      std::memcpy(words, __builtin_assume_aligned(of_piece + band * c_out, sizeof words),
                  sizeof words);
    } else {
#pragma unroll
      for (unsigned& word : words) word = 0;
    }
  }

  __device__ float at(int c) const {
    if constexpr (sizeof(T) == sizeof(float))
      return __uint_as_float(words[c]);
    else  // the upper half of a float
      return __uint_as_float(c % 2 == 0 ? words[c / 2] << 16 : words[c / 2] & 0xffff0000u);
  }
};

// What a thread does: its channels, and the bands of a piece where it begins and how it goes on.
struct Walker {
  int channel, first_band, stride;
  bool has_channel;

  __device__ Walker(const Shape& s, int step)
      : channel(static_cast<int>(blockIdx.y) * kGroup +
                static_cast<int>(threadIdx.x) % s.lanes * 4),
        first_band(static_cast<int>(threadIdx.x) / s.lanes * step),
        stride(kWalkThreads / s.lanes * step),
        has_channel(channel < s.c_out) {}
};

// The positions of a block.
struct Share {
  unsigned begin, end;

  __device__ explicit Share(const Shape& s) {
    const std::int64_t num_positions = s.n * s.out_t * s.out_f;
    begin = static_cast<unsigned>(num_positions * blockIdx.x / gridDim.x);
    end = static_cast<unsigned>(num_positions * (blockIdx.x + 1) / gridDim.x);
  }
};

inline int num_shares(const Shape& s, int most) {
  const std::int64_t num_positions = s.n * s.out_t * s.out_f;
  return static_cast<int>(
      std::min<std::int64_t>(most, (num_positions + kLeastShare - 1) / kLeastShare));
}

}  // namespace cantus::gpu::conv2d_batch_norm
