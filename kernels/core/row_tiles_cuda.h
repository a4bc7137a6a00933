#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/core/gpu.h"

namespace cantus::gpu {

constexpr int kTileThreads = 256;

// How a matrix, channels innermost, is divided among a grid. A thread keeps its pack of channels
// and walks over rows, so that a channel's parameters and sums stay in its registers. Neighbouring
// threads take neighbouring packs, then neighbouring rows: a warp accesses one stretch of memory,
// whatever the number of channels. The division depends on the shape alone.
struct RowTiles {
  static constexpr std::int64_t kMaxRowBlocks = 4 * kMultiprocessors;  // they all run at once

  RowTiles(std::int64_t num_rows, std::int64_t num_channels, int width, int rows_at_once) {
    const std::int64_t packs = (num_channels + width - 1) / width;
    const std::int64_t packs_each = std::min<std::int64_t>(packs, kTileThreads);
    const std::int64_t rows_each = kTileThreads / packs_each;
    const std::int64_t step = rows_each * rows_at_once;
    const std::int64_t row_blocks =
        std::clamp<std::int64_t>((num_rows + step - 1) / step, 1, kMaxRowBlocks);
    block = dim3(static_cast<unsigned>(packs_each), static_cast<unsigned>(rows_each));
    grid = dim3(static_cast<unsigned>(row_blocks),
                static_cast<unsigned>((packs + packs_each - 1) / packs_each));
  }

  dim3 block;  // [packs, rows]
  dim3 grid;   // [blocks over the rows, blocks over the packs]
};

// The first channel of the calling thread's pack; may lie behind the last channel.
template <int kWidth>
__device__ inline std::int64_t tile_channel() {
  return (static_cast<std::int64_t>(blockIdx.y) * blockDim.x + threadIdx.x) * kWidth;
}

__device__ inline std::int64_t tile_row() {
  return static_cast<std::int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
}

// From a thread's row to its next one.
__device__ inline std::int64_t tile_stride() {
  return static_cast<std::int64_t>(gridDim.x) * blockDim.y;
}

}  // namespace cantus::gpu
