#pragma once

#include <algorithm>

#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"

// What a normalized convolution begins forward and ends backward with on a GPU, whatever stands
// behind it.
namespace cantus::gpu::conv2d_batch_norm {

using Kept = KeptStatistics<float>;

// Of the forward pass: the sums of the patches. Of the backward pass: partials.
inline std::size_t scratch_bytes_of(const Shape& s, int num_partials) {
  const std::int64_t num_doubles = static_cast<std::int64_t>(num_partials) * kNumSums * s.c_out;
  return sizeof(double) * std::max(MomentSums::kDoubles, num_doubles);
}

// Of x and w: the patches' sums in `moments`, statistics, folded weights, running statistics.
void fold(Queue& queue, const Shape& s, const BatchNormSettings& settings, const float* x,
          const float* w, const float* gamma, const float* beta, double* moments, const Kept& kept,
          float* running_mean, float* running_spread);

// Adds up partials [num_partials, kNumSums, c_out]: the gradient behind the normalization times x -
// centre under each tap, and alone; and writes what follows of them.
void write_gradients(Queue& queue, const Shape& s, const Kept& kept, int num_partials,
                     const double* partials, const float* w, const float* gamma, float* d_w,
                     float* d_gamma, float* d_beta);

}  // namespace cantus::gpu::conv2d_batch_norm
