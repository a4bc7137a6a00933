#pragma once

#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"

// What a normalized convolution begins and ends with on a GPU, whatever stands behind it.
namespace cantus::gpu::conv2d_batch_norm {

constexpr int kNumSums = kPatch + 1;  // a channel: nine weights and a bias, or their sums

// The scratch, in this order: whole float4s each.
struct FoldScratch {
  FoldScratch(void* memory, int c_out, int num_partials)
      : moments(static_cast<double*>(memory)),
        partials(moments + MomentSums::kDoubles),
        statistics(reinterpret_cast<PatchStatistics*>(partials + num_sums(c_out, num_partials))),
        channels(reinterpret_cast<ChannelStatistics*>(statistics + 1)),
        folded(reinterpret_cast<float*>(channels + c_out)) {  // an even number of channels
    static_assert(MomentSums::kDoubles % 2 == 0 && sizeof(PatchStatistics) % sizeof(float4) == 0);
  }

  static std::size_t bytes(int c_out, int num_partials) {
    return sizeof(double) * (MomentSums::kDoubles + num_sums(c_out, num_partials)) +
           sizeof(PatchStatistics) + (sizeof(ChannelStatistics) + sizeof(float) * kNumSums) * c_out;
  }

  double* moments;
  double* partials;  // [num_partials, kNumSums, c_out]
  PatchStatistics* statistics;
  ChannelStatistics* channels;  // [c_out]
  float* folded;                // [kNumSums, c_out]

 private:
  static std::int64_t num_sums(int c_out, int num_partials) {
    return static_cast<std::int64_t>(num_partials) * kNumSums * c_out;
  }
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
