#pragma once

#include "kernels/conv2d/winograd_product_cuda.h"
#include "kernels/conv2d/winograd_tiles_cuda.h"

namespace cantus::gpu::conv2d_winograd {

// Brings chunks of a convolution: rows are tiles, turned, columns its outputs, and the depth its
// inputs. Loads what the next one is made of into registers, and stores its points later. Four
// warps bring x, a thread what lies under one tile of two channels, a sector of four threads; the
// other eight bring the taps' points, which lie in memory as in a chunk.
class Carrier {
 public:
  __device__ Carrier(const Pass& pass, int first_tile, const float* x, const float* taps)
      : thread_(static_cast<int>(threadIdx.x)),
        taps_(taps + (thread_ - kThreadsOfX) * 4),
        c_(pass.c) {
    const int tile = first_tile + thread_ / kPairs;
    if (!has_x() || tile >= pass.tiling.count()) return;
    const SpotOf<int> spot = pass.tiling[tile];
    patch_.move_to(x + thread_ % kPairs * 2, inputs_of(c_), spot.sample, spot.t - c_.pad_t,
                   spot.f - c_.pad_f);
    places_ = patch_.places_inside<kInT, kInF>(inputs_of(c_), c_.dilation);
  }

  // The next chunk.
  __device__ void load() {
    if (has_x()) {
      patch_.load<kInT, kInF>(inputs_of(c_), c_.dilation, places_, held_);
      patch_.move_along_channels(kDepth);
    } else {
      load_taps();
    }
  }

  __device__ void store(Chunk& chunk) const {
    if (has_x())
      store_x(chunk);
    else
      store_taps(&chunk.columns[0][0][0] + (thread_ - kThreadsOfX) * 4);
  }

 private:
  static constexpr int kPairs = kDepth / 2;
  static constexpr int kThreadsOfX = kWidth * kPairs;
  static constexpr int kStride = (kThreads - kThreadsOfX) * 4;  // of a thread's pieces of the taps
  static constexpr int kPieces = kSide / kStride;
  static_assert(kPieces * kStride == kSide && 2 * kPieces <= kPoints);

  __device__ bool has_x() const { return thread_ < kThreadsOfX; }

  __device__ void load_taps() {
#pragma unroll
    for (int i = 0; i < kPieces; ++i) {
      const auto piece = load_pack<4>(taps_ + i * kStride);
      held_[2 * i] = {piece.at[0], piece.at[1]};
      held_[2 * i + 1] = {piece.at[2], piece.at[3]};
    }
    taps_ += kSide;
  }

  __device__ void store_x(Chunk& chunk) const {
    const int channel = thread_ % kPairs * 2;
    const int tile = thread_ / kPairs ^ turn_of(channel);
    for_each_input_point(held_, [&](int point, Pair value) {
      chunk.rows[point][channel][tile] = value.first;
      chunk.rows[point][channel + 1][tile] = value.second;
    });
  }

  __device__ void store_taps(float* to) const {
#pragma unroll
    for (int i = 0; i < kPieces; ++i) {
      const Pair low = held_[2 * i], high = held_[2 * i + 1];
      store_pack<float, 4>(to + i * kStride, {low.first, low.second, high.first, high.second});
    }
  }

  const int thread_;
  const float* taps_;
  const CorrelationOf<int>& c_;
  Patch patch_;
  unsigned places_ = 0;  // of the patch, that x has
  Pair held_[kPoints];   // x, or pieces of the taps
};

}  // namespace cantus::gpu::conv2d_winograd
