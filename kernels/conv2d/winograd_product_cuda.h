#pragma once

#include "kernels/conv2d/winograd_maps.h"
#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/chunks_cuda.h"
#include "kernels/core/gpu.h"

// Products at the points of Winograd's tiles on a GPU: of every point a block of twelve warps makes
// 32 x 32 sums over some depth, as a matrix product does. A warp has two points, and a thread eight
// rows by eight columns of one of them in registers: at a step of depth it reads 8 and 8 values
// from shared memory in four loads, for 64 multiply-adds. What is multiplied lies in shared memory
// eight steps at a time, twice: while one such chunk is multiplied, what the next is made of is on
// its way into registers, and one barrier a chunk is enough.
//
// 96 KB of shared memory and at most 168 registers: one block a multiprocessor.
namespace cantus::gpu::conv2d_winograd {

using namespace cantus::conv2d_winograd;

constexpr int kThreads = 384;
constexpr int kLanes = 32;
constexpr int kWarps = kThreads / kLanes;
constexpr int kWidth = 32;                        // rows, and columns, of a product
constexpr int kDepth = 8;                         // of a chunk
constexpr int kRun = 8;                           // rows, and columns, of a thread
constexpr int kSide = kPoints * kDepth * kWidth;  // values of one side of a chunk
constexpr int kSums = kPoints * kWidth * kWidth;
static_assert(2 * kWarps == kPoints && 4 * kSide == kSums);

struct Chunk {
  float rows[kPoints][kDepth][kWidth];
  float columns[kPoints][kDepth][kWidth];
};
constexpr int kSharedBytes = 2 * sizeof(Chunk);
static_assert(kSharedBytes <= 99 * 1024, "as much as a block may have on compute 8.6 and 8.9");

// Rows may be swizzled: row `r` of a step of depth lies at `r ^ turn_of(step)`, so that threads
// that store the same row of four pairs of steps use different banks.
__host__ __device__ constexpr int turn_of(int step) { return step / 2 * 8; }

// A thread's share of a point: four rows and columns from these on, and four more 16 places
// further.
struct Part {
  int point, row, column;
};

// Neighbouring lanes share rows and columns, so that one access may serve half a warp at once.
__device__ inline Part part_of(int thread) {
  const int row = thread / 2 % 2 + thread / 8 % 2 * 2;
  const int column = thread % 2 + thread / 4 % 2 * 2;
  return {thread / 16, row * 4, column * 4};
}

// The thread's row or column number i of those that begin at `first`.
__device__ inline int place_of(int first, int i) { return first + i % 4 + i / 4 * 16; }

// sums[row][column] += the products of a chunk.
template <bool is_turned>
__device__ inline void multiply(const Chunk& chunk, const Part& part, float (&sums)[kRun][kRun]) {
  const int rows[2] = {part.row, part.row ^ turn_of(2)};
#pragma unroll
  for (int k = 0; k < kDepth; ++k) {
    const int turn = is_turned ? turn_of(k) : 0;
    const float* row = chunk.rows[part.point][k] + rows[turn / 8 % 2];
    const float* column = chunk.columns[part.point][k] + part.column;
    const auto low = load_pack<4>(row + turn / 16 * 16);
    const auto high = load_pack<4>(row + 16 - turn / 16 * 16);
    const auto first = load_pack<4>(column);
    const auto second = load_pack<4>(column + 16);
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        sums[i][j] += low.at[i] * first.at[j];
        sums[i][j + 4] += low.at[i] * second.at[j];
        sums[i + 4][j] += high.at[i] * first.at[j];
        sums[i + 4][j + 4] += high.at[i] * second.at[j];
      }
  }
}

// sums += the products of all chunks that `source` brings.
template <bool is_turned, class Source>
__device__ inline void multiply_all(Source& source, int num_chunks, Chunk* chunks, const Part& part,
                                    float (&sums)[kRun][kRun]) {
  for_each_chunk(source, num_chunks, chunks,
                 [&](const Chunk& chunk) { multiply<is_turned>(chunk, part, sums); });
}

// Both halves of a row's eight sums, to to(row, column) on.
template <class To>
__device__ inline void store_sums(const float (&sums)[kRun][kRun], const Part& part, const To& to) {
#pragma unroll
  for (int i = 0; i < kRun; ++i)
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      const float* of = &sums[i][4 * half];
      store_pack<float, 4>(to(place_of(part.row, i), part.column + 16 * half),
                           {of[0], of[1], of[2], of[3]});
    }
}

}  // namespace cantus::gpu::conv2d_winograd
