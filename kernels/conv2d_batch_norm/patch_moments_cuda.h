#pragma once

#include "kernels/conv2d/conv2d_one_channel_cuda.h"
#include "kernels/conv2d_batch_norm/patch_statistics.h"

// The statistics of the patches on a GPU.
namespace cantus::gpu::conv2d_batch_norm {

using namespace cantus::conv2d_batch_norm;  // NOLINT: the family's parts on both devices
using gpu::conv2d_one_channel::Shape;

constexpr int kMeanBlocks = 256;
constexpr int kMomentBlocks = 3 * kMultiprocessors;
constexpr int kWarp = 32;

// Where the sums of both stages lie, in double: what patch_moments leaves for its reader.
struct MomentSums {
  double* of_x;     // [kMeanBlocks]
  double* moments;  // [kMomentBlocks, kNumMoments]; fewer where the input is small
  int num_blocks;

  static constexpr std::int64_t kDoubles = kMeanBlocks + kMomentBlocks * kNumMoments;
};

// The same for every lane, to the bit: a sum of two does not ask which comes first.
__device__ inline double sum_of_warp(double sum) {
#pragma unroll
  for (int lanes = kWarp / 2; lanes > 0; lanes /= 2)
    sum += __shfl_xor_sync(0xffffffffu, sum, lanes);
  return sum;
}

// The input's mean, rounded to float, from its partial sums; asked by whole warps, the same for
// every thread.
__device__ inline float centre_of(const Shape& s, const double* __restrict__ of_x) {
  double sum = 0;
#pragma unroll
  for (int block = 0; block < kMeanBlocks; block += kWarp)
    sum += of_x[block + static_cast<int>(threadIdx.x) % kWarp];
  return static_cast<float>(sum_of_warp(sum) / (static_cast<double>(s.n) * s.t * s.f));
}

// Sums x, then the moments of the patches of x - centre. memory: MomentSums::kDoubles.
MomentSums patch_moments(Queue& queue, const Shape& shape, const float* x, double* memory);

}  // namespace cantus::gpu::conv2d_batch_norm
