#pragma once

#include <cstddef>

#include "kernels/batch_norm/statistics.h"
#include "kernels/core/carver.h"
#include "kernels/core/channel_pack_cuda.h"

// What other families of the module call.
namespace cantus::gpu {

// The contract of the same name on a GPU; uses batch_norm_scratch_bytes of the queue's scratch.
template <typename T>
void batch_norm_statistics(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                           const T* x, float* mean, float* inv_std, float* running_mean,
                           float* running_spread);

std::size_t batch_norm_scratch_bytes(Queue& queue, BatchNormShape shape);

using StatisticsPart = batch_norm::StatisticsPart<float>;

// The scratch of a backward pass: column_sums' partial sums, then the statistics' part.
struct GradientScratch {
  GradientScratch(std::size_t sums_bytes, std::int64_t num_channels, void* base) {
    Carver carver(base);
    partial = carver.take<double>(static_cast<std::int64_t>(sums_bytes / sizeof(double)));
    part = {carver.take<float>(num_channels), carver.take<float>(num_channels)};
    bytes = carver.bytes();
  }
  double* partial;
  StatisticsPart part;
  std::size_t bytes;
};

// Turns a channel's two sums, made by column_sums, into its gradients and its part.
struct GradientFinish {
  double num_rows;
  const float* inv_std;
  float* d_gamma;
  float* d_beta;
  StatisticsPart part;

  __device__ void operator()(std::int64_t c, const double (&sums)[2]) const {
    part.write(num_rows, c, sums[0], sums[1], inv_std[c], d_gamma, d_beta);
  }
};

// The parameters of all channels, [num_channels] each.
struct AffineParameters {
  const float* mean;
  const float* spread;  // the inverse deviation, or else the variance
  bool spread_is_inverse;
  float epsilon;  // added to a variance
  const float* gamma;
  const float* beta;

  __device__ float scale(std::int64_t channel) const {
    const float inverse =
        batch_norm::inverse_deviation(spread_is_inverse, spread[channel], epsilon);
    return gamma[channel] * inverse;
  }
};

// The batch's own statistics.
inline AffineParameters batch_parameters(const float* mean, const float* inv_std,
                                         const float* gamma, const float* beta) {
  return {mean, inv_std, true, 0.0f, gamma, beta};
}

// The affine maps of a pack of channels, y = (x - mean) * scale + beta. One formula for forward and
// backward: the sign of y must come out alike in both.
template <int kWidth>
struct PackAffine {
  Pack<float, kWidth> mean, scale, beta;

  __device__ PackAffine(const AffineParameters& parameters, std::int64_t channel)
      : mean(gather_pack<kWidth>(parameters.mean + channel)),
        beta(gather_pack<kWidth>(parameters.beta + channel)) {
    for (int i = 0; i < kWidth; ++i) scale.at[i] = parameters.scale(channel + i);
  }

  __device__ float operator()(float x, int i) const {
    return fmaf(x - mean.at[i], scale.at[i], beta.at[i]);
  }
};

// d_x of a pack of channels through the batch's statistics, `d` being the gradient of y: scale ((d
// - part.mean) - (x - mean) part.spread).
template <int kWidth>
struct PackGradient {
  Pack<float, kWidth> mean_part, spread_part;

  __device__ PackGradient(const StatisticsPart& part, std::int64_t channel)
      : mean_part(gather_pack<kWidth>(part.mean + channel)),
        spread_part(gather_pack<kWidth>(part.spread + channel)) {}

  __device__ float operator()(const PackAffine<kWidth>& affine, float x, float d, int i) const {
    return affine.scale.at[i] *
           ((d - mean_part.at[i]) - (x - affine.mean.at[i]) * spread_part.at[i]);
  }
};

}  // namespace cantus::gpu
