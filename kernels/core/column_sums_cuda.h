#pragma once

#include <cstddef>

#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/queue.h"
#include "kernels/core/row_tiles_cuda.h"

// Sums over the rows of a matrix, channels innermost, in an order that depends on the shape alone:
// every thread adds up its rows in float, some hundred of them at the shapes of the networks; from
// there on, over the threads of a block and over the blocks, sums are in double.
namespace cantus::gpu {

constexpr int kFinishLanes = 32;

// Adds up the double sums of the threads of a tile that share a pack; the tile's first row of
// threads then holds the sums of the block.
template <int kCount>
__device__ inline void add_over_tile_rows(double (&sums)[kCount]) {
  CANTUS_SHARED(double, tree, [kCount][kTileThreads]);
  const unsigned place = threadIdx.y * blockDim.x + threadIdx.x;
  for (unsigned rows = blockDim.y; rows > 1; rows = (rows + 1) / 2) {
    const unsigned half = (rows + 1) / 2;
    if (threadIdx.y >= half && threadIdx.y < rows)
      for (int i = 0; i < kCount; ++i) tree[i][place] = sums[i];
    __syncthreads();
    // the next round writes where this one does not read: one barrier a round
    if (threadIdx.y + half < rows)
      for (int i = 0; i < kCount; ++i) sums[i] += tree[i][place + half * blockDim.x];
  }
}

// partial [gridDim.x, Terms::kSums, num_channels]
template <int kWidth, class Terms>
__global__ void __launch_bounds__(kTileThreads, Terms::kBlocksEach)
    column_sums_kernel(std::int64_t num_rows, std::int64_t num_channels, Terms terms,
                       double* partial) {
  using Columns = typename Terms::template Columns<kWidth>;
  constexpr int kRows = Terms::kRowsAtOnce;
  constexpr int kSums = Terms::kSums;
  const std::int64_t channel = tile_channel<kWidth>();
  Pack<float, kWidth> sums[kSums] = {};
  if (channel < num_channels) {
    const Columns columns(terms, channel);
    const std::int64_t stride = tile_stride();
    std::int64_t row = tile_row();
    for (; row + (kRows - 1) * stride < num_rows; row += kRows * stride) {
      typename Columns::Loaded loaded[kRows];
      for (int k = 0; k < kRows; ++k) loaded[k] = columns.load(row + k * stride);
      for (int k = 0; k < kRows; ++k) columns.add(loaded[k], sums);
    }
    for (; row < num_rows; row += stride) columns.add(columns.load(row), sums);
  }
  double total[kSums * kWidth];
  for (int i = 0; i < kSums * kWidth; ++i) total[i] = sums[i / kWidth].at[i % kWidth];
  add_over_tile_rows(total);
  if (threadIdx.y == 0 && channel < num_channels) {
    double* out = partial + blockIdx.x * kSums * num_channels + channel;
    for (int i = 0; i < kSums * kWidth; ++i) out[i / kWidth * num_channels + i % kWidth] = total[i];
  }
}

// partial [num_partials, kSums, num_channels]: warps read 32 neighbouring channels of every 32nd
// block, then each warp adds the 32 sums of one channel and calls finish(channel, sums).
template <int kSums, typename T, class Finish>
__global__ void __launch_bounds__(kFinishLanes* kFinishLanes)
    finish_columns_kernel(std::int64_t num_channels, unsigned num_partials, const T* partial,
                          Finish finish) {
  CANTUS_SHARED(double, tile, [kSums][kFinishLanes][kFinishLanes + 1]);
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * kFinishLanes;
  double sums[kSums] = {};
  if (first + threadIdx.x < num_channels) {
    for (unsigned p = threadIdx.y; p < num_partials; p += kFinishLanes)
      for (int s = 0; s < kSums; ++s)
        sums[s] += partial[(static_cast<std::int64_t>(p) * kSums + s) * num_channels + first +
                           threadIdx.x];
  }
  for (int s = 0; s < kSums; ++s) tile[s][threadIdx.y][threadIdx.x] = sums[s];
  __syncthreads();
  for (int s = 0; s < kSums; ++s) {
    sums[s] = tile[s][threadIdx.x][threadIdx.y];
    for (int lanes = kFinishLanes / 2; lanes > 0; lanes /= 2)
      sums[s] += __shfl_down_sync(0xffffffffu, sums[s], lanes);
  }
  if (threadIdx.x == 0 && first + threadIdx.y < num_channels) finish(first + threadIdx.y, sums);
}

// Calls finish(channel, sums) with double sums over `partial`: partial sums in double, or the few
// rows of a matrix of floats.
template <int kSums, typename T, class Finish>
void finish_columns(Queue& queue, std::int64_t num_channels, unsigned num_partials,
                    const T* partial, const Finish& finish) {
  const auto blocks = static_cast<unsigned>((num_channels + kFinishLanes - 1) / kFinishLanes);
  launch(finish_columns_kernel<kSums, T, Finish>, dim3(blocks), dim3(kFinishLanes, kFinishLanes), 0,
         queue.stream(), num_channels, num_partials, partial, finish);
}

// A finish: the sum itself.
struct StoreSum {
  float* out;  // [num_channels]
  __device__ void operator()(std::int64_t c, const double (&sums)[1]) const {
    out[c] = static_cast<float>(sums[0]);
  }
};

inline std::size_t column_sums_scratch_bytes(std::int64_t num_rows, std::int64_t num_channels,
                                             int num_sums) {
  // one channel per thread and one row at a time make the most blocks
  const std::int64_t blocks = RowTiles(num_rows, num_channels, 1, 1).grid.x;
  return sizeof(double) * blocks * num_sums * num_channels;
}

// Each thread builds Terms::Columns<kWidth>(terms, first channel) once; load(row) reads what a row
// contributes (Columns::Loaded), and add(loaded, sums) adds it to sums [kSums]. Then
// finish(channel, sums) gets each channel's sums, on the device. `partial`:
// column_sums_scratch_bytes of memory; kRowsAtOnce, kBlocksEach: as in map_rows.
template <int kPacked = 4, class Terms, class Finish>
void column_sums(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, bool packed,
                 const Terms& terms, double* partial, const Finish& finish) {
  const RowTiles tiles(num_rows, num_channels, packed ? kPacked : 1, Terms::kRowsAtOnce);
  launch(packed ? column_sums_kernel<kPacked, Terms> : column_sums_kernel<1, Terms>, tiles.grid,
         tiles.block, 0, queue.stream(), num_rows, num_channels, terms, partial);
  finish_columns<Terms::kSums>(queue, num_channels, tiles.grid.x, partial, finish);
}

}  // namespace cantus::gpu
