// Mean and covariance of all 3 x 3 patches of an input, as sums: first x alone, which gives the
// centre, then 54 sums a position of x - centre and its products, in double. x is 1/64 of what
// the convolution makes of it and stays in the second cache, so arithmetic decides: 54 operations a
// position are 72 million for 32 excerpts of Schlueter 2016, 4.3 us at the 34 TFLOP/s of an H200 in
// double.
//
// A thread holds the 54 sums and the nine values under the kernel in registers, 126 of them, and
// takes every 256th band of a row of the output, three rows of x in shared memory. A warp's sums
// meet by shuffles, those of the warps in shared memory, and those of the blocks where the
// statistics are read: always in the same order.
#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"

#include <algorithm>

namespace cantus::gpu::conv2d_batch_norm {
namespace {

using namespace gpu::conv2d_one_channel;  // NOLINT: its walk along the rows

constexpr int kWarp = 32;
constexpr int kWarps = kThreads / kWarp;

__device__ inline double sum_of_warp(double sum) {
  for (int lanes = kWarp / 2; lanes > 0; lanes /= 2)
    sum += __shfl_down_sync(0xffffffffu, sum, lanes);
  return sum;
}

__global__ void __launch_bounds__(kThreads)
    mean_kernel(std::int64_t n, const float* __restrict__ x, double* __restrict__ of_x) {
  CANTUS_SHARED(double, of_warps, [kWarps]);
  double sum = 0;
  for (std::int64_t i = blockIdx.x * kThreads + threadIdx.x; i < n; i += kMeanBlocks * kThreads)
    sum += x[i];
  sum = sum_of_warp(sum);
  if (threadIdx.x % kWarp == 0) of_warps[threadIdx.x / kWarp] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int warp = 1; warp < kWarps; ++warp) sum += of_warps[warp];
  of_x[blockIdx.x] = sum;
}

__global__ void __launch_bounds__(kThreads)
    moments_kernel(Shape s, std::int64_t num_units, const float* __restrict__ x,
                   const double* __restrict__ of_x, double* __restrict__ moments) {
  CANTUS_SHARED(float, rows, [kTaps][kBands + kTaps - 1]);
  CANTUS_SHARED(double, of_warps, [kWarps][kNumMoments]);
  const float centre = centre_of(s, of_x);
  double sums[kNumMoments] = {};
  const std::int64_t begin = num_units * blockIdx.x / gridDim.x;
  const std::int64_t end = num_units * (blockIdx.x + 1) / gridDim.x;
  for (std::int64_t unit = begin; unit < end; ++unit) {
    const Place p = place_of(s, unit);
    __syncthreads();  // the unit before has been read
    load_rows(s, p, x, centre, rows);
    __syncthreads();
    for (int band = threadIdx.x; band < p.num_bands; band += kThreads) {
      double values[kPatch];
#pragma unroll
      for (int tap = 0; tap < kPatch; ++tap) values[tap] = rows[tap / kTaps][band + tap % kTaps];
      int i = 0;
#pragma unroll
      for (int a = 0; a < kPatch; ++a) {
        sums[i++] += values[a];
#pragma unroll
        for (int b = a; b < kPatch; ++b) sums[i++] += values[a] * values[b];
      }
    }
  }
#pragma unroll
  for (int i = 0; i < kNumMoments; ++i) {
    const double sum = sum_of_warp(sums[i]);
    if (threadIdx.x % kWarp == 0) of_warps[threadIdx.x / kWarp][i] = sum;
  }
  __syncthreads();
  if (threadIdx.x >= kNumMoments) return;
  double sum = 0;
  for (int warp = 0; warp < kWarps; ++warp) sum += of_warps[warp][threadIdx.x];
  moments[blockIdx.x * kNumMoments + threadIdx.x] = sum;
}

}  // namespace

MomentSums patch_moments(Queue& queue, const Shape& s, const float* x, double* memory) {
  const auto blocks = static_cast<int>(std::min<std::int64_t>(kMomentBlocks, num_units(s)));
  const MomentSums sums{memory, memory + kMeanBlocks, blocks};
  launch(mean_kernel, dim3(kMeanBlocks), dim3(kThreads), 0, queue.stream(), s.n * s.t * s.f, x,
         sums.of_x);
  launch(moments_kernel, dim3(blocks), dim3(kThreads), 0, queue.stream(), s, num_units(s), x,
         sums.of_x, sums.moments);
  return sums;
}

}  // namespace cantus::gpu::conv2d_batch_norm
