#pragma once

#include <cstdint>

#include "kernels/conv2d/winograd_tiling.h"
#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/gpu.h"

// The tiles of conv2d_winograd_cuda.cu, and how their points come into shared memory.
namespace cantus::gpu::conv2d_winograd {

using namespace cantus::conv2d_winograd;

constexpr int kThreads = 384;
constexpr int kTiles = 32;    // tiles of y that a block makes
constexpr int kOutputs = 32;  // channels of y that it makes
constexpr int kInputs = 8;    // channels of x that it has in shared memory at a time
constexpr int kTapsOfChunk = kPoints * kInputs * kOutputs;

// Either pass: y from x. Counts are ints, and so are places in a row of frames.
struct Pass {
  CorrelationOf<int> c;
  TilingOf<int> tiling;
  bool is_turned;  // the taps: y is the gradient of the data

  __host__ __device__ int num_chunks() const { return c.c_in / kInputs; }
};

// Points of a chunk of channels. Those of x lie in a channel's row at `tile ^ turn_of(channel)`:
// the four pairs of channels that a quarter of a warp stores go to different banks so.
struct Chunk {
  float x[kPoints][kInputs][kTiles];
  float taps[kPoints][kInputs][kOutputs];
};

__host__ __device__ constexpr int turn_of(int channel) { return channel / 2 * 8; }

// Brings chunks: loads what the next one is made of into registers, and stores its points later.
// Four warps bring x, a thread the 4 x 6 values under one tile of two channels, a sector of four
// threads; the other eight bring the taps' points, which lie in memory as in a chunk.
class Carrier {
 public:
  __device__ Carrier(const Pass& pass, int first_tile, const float* __restrict__ x,
                     const float* __restrict__ taps)
      : inputs_(pass.c.c_in),
        row_(static_cast<std::int64_t>(pass.c.dilation) * pass.c.in_f * pass.c.c_in) {
    const int thread = static_cast<int>(threadIdx.x);
    if (!brings_x()) {
      from_ = taps + (thread - kThreadsOfX) * 4;
      return;
    }
    const int tile = first_tile + thread / kPairs;
    if (tile >= pass.tiling.count()) return;
    const CorrelationOf<int>& c = pass.c;
    const SpotOf<int> spot = pass.tiling[tile];
    const int frame = spot.t - c.pad_t, band = spot.f - c.pad_f;
    const std::int64_t first = static_cast<std::int64_t>(spot.sample) * c.in_t + frame;
    from_ = x + (first * c.in_f + band) * c.c_in + thread % kPairs * 2;
    for (int i = 0; i < kInT; ++i)
      for (int j = 0; j < kInF; ++j)
        if (is_within(frame + i * c.dilation, c.in_t) && is_within(band + j, c.in_f))
          inside_ |= 1u << (i * kInF + j);
  }

  // The next chunk.
  __device__ void load() {
    if (!brings_x())
      load_taps();
    else if (inside_ == kWhole)
      load_x<true>();
    else
      load_x<false>();
  }

  __device__ void store(Chunk& chunk) const {
    if (brings_x()) {
      store_x(0, chunk);
      store_x(1, chunk);
    } else {
      store_taps(chunk);
    }
  }

 private:
  static constexpr int kPairs = kInputs / 2;
  static constexpr unsigned kWhole = (1u << kPoints) - 1;
  static constexpr int kThreadsOfX = kTiles * kPairs;
  static constexpr int kStride = (kThreads - kThreadsOfX) * 4;  // of a thread's pieces of the taps
  static constexpr int kPieces = kTapsOfChunk / kStride;
  static_assert(kPieces * kStride == kTapsOfChunk && kPieces * 4 <= kPoints * 2);

  __device__ static bool brings_x() { return threadIdx.x < kThreadsOfX; }
  __device__ static bool is_within(int place, int end) { return place >= 0 && place < end; }

  template <bool is_whole>
  __device__ void load_x() {
#pragma unroll
    for (int i = 0; i < kInT; ++i)
#pragma unroll
      for (int j = 0; j < kInF; ++j) {
        const int point = i * kInF + j;
        Pack<float, 2> pair = {};
        if (is_whole || inside_ & 1u << point) pair = load_pack<2>(from_ + i * row_ + j * inputs_);
        held_[2 * point] = pair.at[0];
        held_[2 * point + 1] = pair.at[1];
      }
    from_ += kInputs;
  }

  __device__ void load_taps() {
#pragma unroll
    for (int i = 0; i < kPieces; ++i) {
      const auto piece = load_pack<4>(from_ + i * kStride);
#pragma unroll
      for (int k = 0; k < 4; ++k) held_[4 * i + k] = piece.at[k];
    }
    from_ += kTapsOfChunk;
  }

  // The points of the thread's first or second channel.
  __device__ void store_x(int which, Chunk& chunk) const {
    const int channel = static_cast<int>(threadIdx.x) % kPairs * 2 + which;
    const int tile = static_cast<int>(threadIdx.x) / kPairs ^ turn_of(channel);
    float columns[kInF][kInT];
#pragma unroll
    for (int i = 0; i < kInT; ++i) {
      float d[kInF], v[kInF];
#pragma unroll
      for (int j = 0; j < kInF; ++j) d[j] = held_[2 * (i * kInF + j) + which];
      points_of_bands(d, v);
#pragma unroll
      for (int j = 0; j < kInF; ++j) columns[j][i] = v[j];
    }
#pragma unroll
    for (int j = 0; j < kInF; ++j) {
      float v[kInT];
      points_of_frames(columns[j], v);
#pragma unroll
      for (int i = 0; i < kInT; ++i) chunk.x[i * kInF + j][channel][tile] = v[i];
    }
  }

  __device__ void store_taps(Chunk& chunk) const {
    float* to = &chunk.taps[0][0][0] + (static_cast<int>(threadIdx.x) - kThreadsOfX) * 4;
#pragma unroll
    for (int i = 0; i < kPieces; ++i)
      store_pack<float, 4>(to + i * kStride,
                           {held_[4 * i], held_[4 * i + 1], held_[4 * i + 2], held_[4 * i + 3]});
  }

  const int inputs_;
  const std::int64_t row_;  // values from a frame of a tile to the next
  const float* from_ = nullptr;
  unsigned inside_ = 0;      // the points that x has, a bit each
  float held_[kPoints * 2];  // pairs of x, or pieces of the taps
};

}  // namespace cantus::gpu::conv2d_winograd
