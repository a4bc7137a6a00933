#pragma once

#include <cstdint>

#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/gpu.h"

// The tiles of conv2d_direct_cuda.cu, and how what lies under them comes into shared memory.
namespace cantus::gpu::conv2d_direct {

constexpr int kThreads = 128;
constexpr int kTaps = 3;
constexpr int kInputs = 8;    // channels of x that a block has in shared memory
constexpr int kOutputs = 32;  // channels of y that it makes, eight a warp
constexpr int kRun = 8;       // bands, and channels of y, that a thread makes
constexpr int kLanes = 32;
constexpr int kPacks = kInputs / 4;

// Either pass: y from x. The gradient of the data is the convolution of d_y with the kernel turned
// by 180 degrees, whose inputs are the outputs.
struct Shape {
  std::int64_t n;
  int t, f, inputs, out_t, out_f, outputs, pad_t, pad_f, dilation_t;
  bool is_turned;
};

__host__ __device__ inline int ceil_div(int a, int b) { return (a + b - 1) / b; }

// The frames of y that a block makes are dilation_t apart, so that the rows of x which one of them
// reads are its neighbours' too.
template <int frames, int bands>
struct Tile {
  static_assert(frames * bands == kLanes * kRun);
  static constexpr int kFrames = frames;
  static constexpr int kBands = bands;

  // Of x in shared memory: rows that a step brings, rows in all, and values from one row or
  // channel to the next. Rows are an odd number of 16 bytes long, four channels half the banks.
  static constexpr int kRowsEach = kThreads / (kPacks * kBands);
  static constexpr int kSteps = (kFrames + kTaps - 1 + kRowsEach - 1) / kRowsEach;
  static constexpr int kRows = kSteps * kRowsEach;
  static constexpr int kPitch = kBands + 4;
  static constexpr int kPlane = kRows * kPitch + 4;
  static_assert(kPitch % 8 == 4 && kPlane % 8 == 4);

  __host__ __device__ static int num_along_time(const Shape& s) {
    return s.dilation_t * ceil_div(ceil_div(s.out_t, s.dilation_t), kFrames);
  }
  __host__ __device__ static int num_along_bands(const Shape& s) {
    return ceil_div(s.out_f, kBands);
  }
};
using Square = Tile<16, 16>;
using Wide = Tile<4, 64>;

// What a block has in shared memory: channels of x under its tile, and their weights.
template <class Tile>
struct alignas(16) Chunk {
  float x[kInputs * Tile::kPlane];
  float w[kInputs][kTaps * kTaps][kOutputs];
};

// Brings chunks, each in as many steps as it has channels: four values of x and of the weights a
// thread and step. Two threads bring the eight channels of a band, one sector, and a warp's 16
// bands go to different banks; the two bands beyond the tile come last. Zeros where x has none.
template <class Tile>
class Carrier {
 public:
  using Piece = Pack<float, 4>;

  __device__ Carrier(const Shape& s, int first_frame, int first_band)
      : s_(s),
        first_frame_(first_frame),
        first_band_(first_band),
        thread_(static_cast<int>(threadIdx.x)),
        way_(way_of(thread_ / (kPacks * Tile::kBands), thread_ / kPacks % Tile::kBands)),
        frames_each_(Tile::kRowsEach * s.dilation_t),
        values_each_(frames_each_ * s.f * s.inputs) {
    const int tap = thread_ / kOutputPacks;
    w_from_ =
        (s.is_turned ? kTaps * kTaps - 1 - tap : tap) * s.outputs + thread_ % kOutputPacks * 4;
  }

  // x from the chunk's first channel on.
  __device__ Piece load_x(const float* __restrict__ x, int step) const {
    if (step < Tile::kSteps)
      return load(x, way_.frame + step * frames_each_, way_.from + step * values_each_);
    if (step > Tile::kSteps || thread_ >= kEdgePieces) return {};
    const Way way = edge();
    return load(x, way.frame, way.from);
  }

  __device__ void store_x(const Piece& piece, int step, Chunk<Tile>& chunk) const {
    if (step < Tile::kSteps)
      store(piece, chunk.x + way_.to + step * (Tile::kRowsEach * Tile::kPitch));
    else if (step == Tile::kSteps && thread_ < kEdgePieces)
      store(piece, chunk.x + edge().to);
  }

  // w [input, tap, output] from the chunk's first input and the block's first output on.
  __device__ Piece load_w(const float* __restrict__ w, int step) const {
    if (thread_ >= kTapPieces) return {};
    return load_pack<4>(w + step * (kTaps * kTaps) * s_.outputs + w_from_);
  }

  __device__ void store_w(const Piece& piece, int step, Chunk<Tile>& chunk) const {
    if (thread_ < kTapPieces) store_pack(&chunk.w[step][0][0] + thread_ * 4, piece);
  }

 private:
  static constexpr int kOutputPacks = kOutputs / 4;
  static constexpr int kTapPieces = kTaps * kTaps * kOutputPacks;
  static constexpr int kEdgePieces = Tile::kRows * (kTaps - 1) * kPacks;
  static_assert(kTapPieces <= kThreads && kEdgePieces <= kThreads && Tile::kSteps < kInputs);

  // Where four values stand in x, and where they go to in a chunk.
  struct Way {
    int frame, from, to;
  };

  __device__ Way way_of(int row, int column) const {
    const int frame = first_frame_ + row * s_.dilation_t;
    const int band = first_band_ + column;
    const int channel = thread_ % kPacks * 4;
    return {band >= 0 && band < s_.f ? frame : s_.t, (frame * s_.f + band) * s_.inputs + channel,
            channel * Tile::kPlane + row * Tile::kPitch + column};
  }

  __device__ Way edge() const {
    return way_of(thread_ / (kPacks * (kTaps - 1)), Tile::kBands + thread_ / kPacks % (kTaps - 1));
  }

  __device__ Piece load(const float* __restrict__ x, int frame, int from) const {
    if (frame < 0 || frame >= s_.t) return {};
    return load_pack<4>(x + from);
  }

  __device__ void store(const Piece& piece, float* to) const {
#pragma unroll
    for (int c = 0; c < 4; ++c) to[c * Tile::kPlane] = piece.at[c];
  }

  const Shape& s_;
  const int first_frame_, first_band_, thread_;
  const Way way_;
  const int frames_each_, values_each_;
  int w_from_;
};

}  // namespace cantus::gpu::conv2d_direct
