#pragma once

#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"
#include "kernels/core/carver.h"

// What a normalized convolution begins and ends with on a GPU, whatever stands behind it.
namespace cantus::gpu::conv2d_batch_norm {

constexpr int kNumSums = kPatch + 1;  // a channel: nine weights and a bias, or their sums

struct FoldScratch {
  FoldScratch(void* base, int c_out, int num_partials) {
    Carver carver(base);
    moments = carver.take<double>(MomentSums::kDoubles);
    partials = carver.take<double>(static_cast<std::int64_t>(num_partials) * kNumSums * c_out);
    statistics = carver.take<PatchStatistics>(1);
    channels = carver.take<ChannelStatistics>(c_out);
    folded = carver.take<float>(kNumSums * c_out);
    bytes = carver.bytes();
  }

  double* moments;
  double* partials;  // [num_partials, kNumSums, c_out]
  PatchStatistics* statistics;
  ChannelStatistics* channels;  // [c_out]
  float* folded;                // [kNumSums, c_out]
  std::size_t bytes;
};

// Of x and w: the patches' sums, statistics, folded weights and, where they are given, the running
// statistics.
void fold(Queue& queue, const Shape& s, const BatchNormSettings& settings, const float* x,
          const float* w, const float* gamma, const float* beta, const FoldScratch& scratch,
          float* running_mean, float* running_spread);

// Adds up the partials: the gradient behind the normalization times x - centre under each tap, and
// alone; and writes what follows of them.
void write_gradients(Queue& queue, const Shape& s, const FoldScratch& scratch, int num_partials,
                     const float* w, const float* gamma, float* d_w, float* d_gamma, float* d_beta);

}  // namespace cantus::gpu::conv2d_batch_norm
