// One block makes of the patches' sums the statistics, each channel's weights and bias with its
// normalization folded in, and the running statistics. In the end a kernel adds up the blocks of
// the gradient's pass and writes the gradients.
#include "kernels/conv2d_batch_norm/patch_fold_cuda.h"

namespace cantus::gpu::conv2d_batch_norm {
namespace {

constexpr int kFoldThreads = 1024;  // the most channels there are
constexpr int kFinishChannels = 8;  // that a block adds up in the end,
constexpr int kFinishRows = 64;     // by so many threads each

__global__ void __launch_bounds__(kFoldThreads)
    fold_kernel(Shape s, BatchNormSettings settings, MomentSums sums, const float* __restrict__ w,
                const float* __restrict__ gamma, const float* __restrict__ beta, Kept kept,
                float* __restrict__ running_mean, float* __restrict__ running_spread) {
  constexpr int kColumns = 64;  // one a moment
  constexpr int kRows = kFoldThreads / kColumns;
  static_assert(kNumMoments <= kColumns);
  CANTUS_SHARED(double, of_rows, [kRows][kColumns]);
  CANTUS_SHARED(PatchStatistics, patches, [1]);
  const int thread = static_cast<int>(threadIdx.x);
  const int column = thread % kColumns;
  const int row = thread / kColumns;
  const float centre = centre_of(s, sums.of_x);
  double sum = 0;
  if (column < kNumMoments)
#pragma unroll 8
    for (int block = row; block < sums.num_blocks; block += kRows)
      sum += sums.moments[block * kNumMoments + column];
  of_rows[row][column] = sum;
  __syncthreads();
  if (row == 0) {
#pragma unroll
    for (int other = 1; other < kRows; ++other) sum += of_rows[other][column];
    of_rows[0][column] = sum;
  }
  __syncthreads();
  PatchStatistics& all = patches[0];
  if (thread == 0) {
    all.centre = centre;
    all.num_positions = static_cast<double>(s.n) * s.out_t * s.out_f;
  }
  __syncthreads();
  if (thread < kPatch) all.set_mean(of_rows[0], thread);
  __syncthreads();
  if (thread < kPatch * kPatch) all.set_covariance(of_rows[0], thread / kPatch, thread % kPatch);
  __syncthreads();
  if (thread == 0) *kept.patches = all;
  if (thread >= s.c_out) return;
  const ChannelStatistics channel(patches[0], settings.epsilon, w + thread * kPatch);
  kept.channels[thread] = channel;
  channel.fold(w + thread * kPatch, gamma[thread], beta[thread], kept.folded + thread, s.c_out);
  channel.update(settings, patches[0].num_positions, running_mean[thread], running_spread[thread]);
}

// Adds up the blocks' sums of kFinishChannels channels and writes their gradients.
__global__ void __launch_bounds__(kFinishChannels* kFinishRows)
    gradients_kernel(int c_out, int num_partials, const double* __restrict__ partials, Kept kept,
                     const float* __restrict__ w, const float* __restrict__ gamma,
                     float* __restrict__ d_w, float* __restrict__ d_gamma,
                     float* __restrict__ d_beta) {
  CANTUS_SHARED(double, of_rows, [kFinishRows][kNumSums][kFinishChannels]);
  const int lane = static_cast<int>(threadIdx.x);
  const int row = static_cast<int>(threadIdx.y);
  const int channel = static_cast<int>(blockIdx.x) * kFinishChannels + lane;
  double sums[kNumSums] = {};
  for (int p = row; p < num_partials; p += kFinishRows)
#pragma unroll
    for (int i = 0; i < kNumSums; ++i)
      sums[i] += partials[(static_cast<std::int64_t>(p) * kNumSums + i) * c_out + channel];
#pragma unroll
  for (int i = 0; i < kNumSums; ++i) of_rows[row][i][lane] = sums[i];
  __syncthreads();
  if (row < kNumSums) {
    double sum = of_rows[0][row][lane];
#pragma unroll
    for (int other = 1; other < kFinishRows; ++other) sum += of_rows[other][row][lane];
    of_rows[0][row][lane] = sum;
  }
  __syncthreads();
  if (row != 0) return;
  kept.channels[channel].gradients(*kept.patches, w + channel * kPatch, gamma[channel],
                                   &of_rows[0][0][lane], kFinishChannels, d_w + channel * kPatch,
                                   d_gamma[channel], d_beta[channel]);
}

}  // namespace

void fold(Queue& queue, const Shape& s, const BatchNormSettings& settings, const float* x,
          const float* w, const float* gamma, const float* beta, double* moments, const Kept& kept,
          float* running_mean, float* running_spread) {
  const MomentSums sums = patch_moments(queue, s, x, moments);
  launch(fold_kernel, dim3(1), dim3(kFoldThreads), 0, queue.stream(), s, settings, sums, w, gamma,
         beta, kept, running_mean, running_spread);
}

void write_gradients(Queue& queue, const Shape& s, const Kept& kept, int num_partials,
                     const double* partials, const float* w, const float* gamma, float* d_w,
                     float* d_gamma, float* d_beta) {
  launch(gradients_kernel, dim3(s.c_out / kFinishChannels), dim3(kFinishChannels, kFinishRows), 0,
         queue.stream(), s.c_out, num_partials, partials, kept, w, gamma, d_w, d_gamma, d_beta);
}

}  // namespace cantus::gpu::conv2d_batch_norm
