// Mean and covariance of all 3 x 3 patches of an input, as sums: first x alone, which gives the
// centre, then 54 sums a position of x - centre and its products, in double. x is 1/64 of what
// the convolution makes of it and stays in the second cache, so arithmetic decides: 54 operations a
// position are 72 million for 32 excerpts of Schlueter 2016, 4.9 us at the 64 a cycle that a
// multiprocessor of an H200 does in double.
//
// A thread holds the 54 sums in registers and takes two neighbouring positions at a time, which
// share their patches but for a column each: 12 values loaded and widened where 18 would be. It
// asks for those of its next pair before it uses these, straight from x, whose lines the warps of a
// multiprocessor share in the first cache: nothing waits for a barrier, and 54 sums that do not
// depend on one another keep the pipe for doubles full with three warps a scheduler. At the end a
// warp's sums meet by exchanges in which each lane gives away the half that it does not keep, 62
// instead of 270; those of the warps meet in shared memory, and those of the blocks where the
// statistics are read: always in the same order.
#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"

#include <algorithm>

namespace cantus::gpu::conv2d_batch_norm {
namespace {

using gpu::conv2d_one_channel::kTaps;
using gpu::conv2d_one_channel::kThreads;

constexpr int kWarps = kThreads / kWarp;
constexpr int kMeanAtOnce = 8;  // loads that a thread has under way
constexpr int kMomentThreads = 128;
constexpr int kMomentWarps = kMomentThreads / kWarp;
constexpr int kColumns = kTaps + 1;  // of the values under two neighbouring positions
constexpr int kPadded = 2 * kWarp;   // the moments, so many that halves have halves
static_assert(kNumMoments <= kPadded);

__global__ void __launch_bounds__(kThreads)
    mean_kernel(std::int64_t n, const float* __restrict__ x, double* __restrict__ of_x) {
  CANTUS_SHARED(double, of_warps, [kWarps]);
  constexpr std::int64_t kStride = kMeanBlocks * kThreads;
  double sum = 0;
  std::int64_t i = blockIdx.x * kThreads + threadIdx.x;
  for (; i + (kMeanAtOnce - 1) * kStride < n; i += kMeanAtOnce * kStride) {
    float values[kMeanAtOnce];
#pragma unroll
    for (int k = 0; k < kMeanAtOnce; ++k) values[k] = x[i + k * kStride];
#pragma unroll
    for (int k = 0; k < kMeanAtOnce; ++k) sum += values[k];
  }
  for (; i < n; i += kStride) sum += x[i];
  sum = sum_of_warp(sum);
  if (threadIdx.x % kWarp == 0) of_warps[threadIdx.x / kWarp] = sum;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int warp = 1; warp < kWarps; ++warp) sum += of_warps[warp];
  of_x[blockIdx.x] = sum;
}

// Two neighbouring positions of a row of y; of the last pair of a row perhaps but one.
struct Pair {
  int band;
  bool has_second;
  float values[kTaps][kColumns];  // x under them, zero outside

  __device__ void load(const Shape& s, unsigned pair, unsigned pairs_a_row,
                       const float* __restrict__ x) {
    const unsigned row = pair / pairs_a_row;
    const unsigned sample = row / static_cast<unsigned>(s.out_t);
    const int first_frame = static_cast<int>(row - sample * s.out_t) - s.pad_t;
    band = static_cast<int>(pair - row * pairs_a_row) * 2;
    has_second = band + 1 < s.out_f;
    const int first_band = band - s.pad_f;
    const std::int64_t first =
        (static_cast<std::int64_t>(sample) * s.t + first_frame) * s.f + first_band;
    if (first_frame >= 0 && first_frame + (kTaps - 1) * s.dilation_t < s.t && first_band >= 0 &&
        first_band + kColumns <= s.f)
      load_inside(x + first, s.dilation_t * s.f);
    else
      load_edge(s, x, first, first_frame, first_band);
  }

 private:
  __device__ void load_inside(const float* __restrict__ from, int stride) {
#pragma unroll
    for (int i = 0; i < kTaps; ++i)
#pragma unroll
      for (int j = 0; j < kColumns; ++j) values[i][j] = from[i * stride + j];
  }

  __device__ void load_edge(const Shape& s, const float* __restrict__ x, std::int64_t first,
                            int first_frame, int first_band) {
#pragma unroll
    for (int i = 0; i < kTaps; ++i) {
      const int frame = first_frame + i * s.dilation_t;
#pragma unroll
      for (int j = 0; j < kColumns; ++j) {
        const int at = first_band + j;
        const bool inside = frame >= 0 && frame < s.t && at >= 0 && at < s.f;
        values[i][j] = inside ? x[first + i * s.dilation_t * s.f + j] : 0.0f;
      }
    }
  }
};

// Adds the moments of the patch whose first column is `column`. fma by name: products that two
// patches share would else be kept and added to both, three operations where two will do.
template <int column>
__device__ inline void add_patch(const double (&values)[kTaps][kColumns], double (&sums)[kPadded]) {
  int i = 0;
#pragma unroll
  for (int a = 0; a < kPatch; ++a) {
    const double value = values[a / kTaps][column + a % kTaps];
    sums[i++] += value;
#pragma unroll
    for (int b = a; b < kPatch; ++b, ++i)
      sums[i] = fma(value, values[b / kTaps][column + b % kTaps], sums[i]);
  }
}

// Of every sum of a warp's lanes, one lane keeps it: sums [2 lane] and [2 lane + 1], at 0 and 1.
// Halves are of kLanes sums twice; those behind the moments are zero.
template <int kLanes>
__device__ inline void share_sums(double (&sums)[kPadded]) {
  const bool is_upper = (threadIdx.x & kLanes) != 0;
#pragma unroll
  for (int i = 0; i < 2 * kLanes; ++i) {
    const double given = is_upper ? sums[i] : sums[i + 2 * kLanes];
    const double kept = is_upper ? sums[i + 2 * kLanes] : sums[i];
    sums[i] = kept + __shfl_xor_sync(0xffffffffu, given, kLanes);
  }
  if constexpr (kLanes > 1) share_sums<kLanes / 2>(sums);
}

__global__ void __launch_bounds__(kMomentThreads, 3)
    moments_kernel(Shape s, const float* __restrict__ x, const double* __restrict__ of_x,
                   double* __restrict__ moments) {
  CANTUS_SHARED(double, of_warps, [kMomentWarps][kPadded]);
  const float centre = centre_of(s, of_x);
  const unsigned pairs_a_row = static_cast<unsigned>(s.out_f + 1) / 2;
  const unsigned num_pairs = static_cast<unsigned>(s.n * s.out_t) * pairs_a_row;
  const unsigned stride = gridDim.x * kMomentThreads;
  double sums[kPadded] = {};
  unsigned pair = blockIdx.x * kMomentThreads + threadIdx.x;
  Pair next = {};
  if (pair < num_pairs) next.load(s, pair, pairs_a_row, x);
  for (; pair < num_pairs; pair += stride) {
    double values[kTaps][kColumns];
#pragma unroll
    for (int i = 0; i < kTaps; ++i)
#pragma unroll
      for (int j = 0; j < kColumns; ++j) values[i][j] = next.values[i][j] - centre;
    const bool has_second = next.has_second;
    if (num_pairs - pair > stride) next.load(s, pair + stride, pairs_a_row, x);
    add_patch<0>(values, sums);
    if (has_second) add_patch<1>(values, sums);
  }
  share_sums<kWarp / 2>(sums);
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  of_warps[warp][2 * lane] = sums[0];
  of_warps[warp][2 * lane + 1] = sums[1];
  __syncthreads();
  if (threadIdx.x >= kNumMoments) return;
  double sum = of_warps[0][threadIdx.x];
  for (int other = 1; other < kMomentWarps; ++other) sum += of_warps[other][threadIdx.x];
  moments[blockIdx.x * kNumMoments + threadIdx.x] = sum;
}

}  // namespace

MomentSums patch_moments(Queue& queue, const Shape& s, const float* x, double* memory) {
  CANTUS_REQUIRE(s.n * s.out_t * s.out_f <= 0x7fffffff,
                 "a normalized convolution does not fit into 32 bits");
  const std::int64_t num_pairs = s.n * s.out_t * ((s.out_f + 1) / 2);
  const auto blocks = static_cast<int>(
      std::min<std::int64_t>(kMomentBlocks, (num_pairs + kMomentThreads - 1) / kMomentThreads));
  const MomentSums sums{memory, memory + kMeanBlocks, blocks};
  launch(mean_kernel, dim3(kMeanBlocks), dim3(kThreads), 0, queue.stream(), s.n * s.t * s.f, x,
         sums.of_x);
  launch(moments_kernel, dim3(blocks), dim3(kMomentThreads), 0, queue.stream(), s, x, sums.of_x,
         sums.moments);
  return sums;
}

}  // namespace cantus::gpu::conv2d_batch_norm
