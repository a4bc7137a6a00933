#pragma once

#include <cmath>

#include "kernels/batch_norm/statistics.h"
#include "kernels/core/body.h"
#include "kernels/core/carver.h"

// Statistics of the 3 x 3 patches of an input, and what follows of them for each channel of a
// convolution: the mathematics of conv2d_batch_norm.h, on both devices.
namespace cantus::conv2d_batch_norm {

constexpr int kTaps = 3;  // in time and in frequency
constexpr int kPatch = kTaps * kTaps;
// Sums over all positions: for each value a of a patch, its sum and those of its products with the
// values from a to the last.
constexpr int kNumMoments = kPatch + kPatch * (kPatch + 1) / 2;

// A channel's: nine weights and a bias, or the gradient times each tap, and alone.
constexpr int kNumSums = kPatch + 1;

// The first of the sums of value a, of which there are 1 + kPatch - a.
CANTUS_BODY constexpr int first_moment(int a) { return a * (kPatch + 1) - a * (a - 1) / 2; }

// Mean and biased covariance of the patches of x - centre; a patch's zeros are -centre then.
struct PatchStatistics {
  double centre;
  double num_positions;
  double mean[kPatch];
  double covariance[kPatch][kPatch];

  // From the moments: all, or a value and a pair of values at a time, the means first.
  CANTUS_BODY void set(const double* moments) {
    for (int a = 0; a < kPatch; ++a) set_mean(moments, a);
    for (int a = 0; a < kPatch; ++a)
      for (int b = 0; b < kPatch; ++b) set_covariance(moments, a, b);
  }
  CANTUS_BODY void set_mean(const double* moments, int a) {
    mean[a] = moments[first_moment(a)] / num_positions;
  }
  CANTUS_BODY void set_covariance(const double* moments, int a, int b) {
    const int low = a < b ? a : b;
    const int high = a < b ? b : a;
    covariance[a][b] =
        moments[first_moment(low) + 1 + high - low] / num_positions - mean[low] * mean[high];
  }
};

// One channel of the convolution's output.
struct ChannelStatistics {
  double mean_offset;  // w . mean of the patches of x - centre
  double mean;         // w . mean of the patches of x
  double variance;     // biased
  double inv_std;
  double with_patch[kPatch];  // its covariance with the values of the patch, C w

  template <typename T>
  CANTUS_BODY ChannelStatistics(const PatchStatistics& patches, double epsilon, const T* w)
      : mean_offset(0), mean(0), variance(0) {
    double weight_sum = 0;
    for (int a = 0; a < kPatch; ++a) {
      mean_offset += w[a] * patches.mean[a];
      weight_sum += w[a];
      with_patch[a] = 0;
      for (int b = 0; b < kPatch; ++b) with_patch[a] += patches.covariance[a][b] * w[b];
      variance += w[a] * with_patch[a];
    }
    mean = mean_offset + patches.centre * weight_sum;
    variance = batch_norm::without_sign(variance);
    inv_std = batch_norm::inverse_deviation(variance, epsilon);
  }

  // The channel's normalization as a convolution of x - centre: folded[tap * stride], and the bias
  // behind them.
  template <typename T>
  CANTUS_BODY void fold(const T* w, T gamma, T beta, T* folded, std::int64_t stride) const {
    const double scale = gamma * inv_std;
    for (int a = 0; a < kPatch; ++a) folded[a * stride] = static_cast<T>(scale * w[a]);
    folded[kPatch * stride] = static_cast<T>(beta - scale * mean_offset);
  }

  template <typename T>
  CANTUS_BODY void update(const BatchNormSettings& settings, double num_positions, T& running_mean,
                          T& running_spread) const {
    batch_norm::update_running(settings, num_positions, mean, variance, running_mean,
                               running_spread);
  }

  // The gradients from the sums of d (x - centre) at each tap, sums[tap * stride], and of d behind
  // them, where d is the gradient at the rectifier's input.
  template <typename T>
  CANTUS_BODY void gradients(const PatchStatistics& patches, const T* w, T gamma,
                             const double* sums, std::int64_t stride, T* d_w, T& d_gamma,
                             T& d_beta) const {
    const double sum = sums[kPatch * stride];
    double weighted = -sum * mean_offset;
    for (int a = 0; a < kPatch; ++a) weighted += w[a] * sums[a * stride];
    const double spread = weighted * inv_std;
    d_beta = static_cast<T>(sum);
    d_gamma = static_cast<T>(spread);
    for (int a = 0; a < kPatch; ++a)
      d_w[a] = static_cast<T>(
          gamma * inv_std *
          (sums[a * stride] - sum * patches.mean[a] - spread * inv_std * with_patch[a]));
  }
};

// What the forward pass keeps for the backward pass, from `base` on; T is its arithmetic.
template <typename T>
struct KeptStatistics {
  KeptStatistics(const void* base, std::int64_t num_channels) {
    Carver carver(const_cast<void*>(base));
    patches = carver.take<PatchStatistics>(1);
    channels = carver.take<ChannelStatistics>(num_channels);
    folded = carver.take<T>(kNumSums * num_channels);
    bytes = carver.bytes();
  }

  PatchStatistics* patches;
  ChannelStatistics* channels;  // [num_channels]
  T* folded;                    // [kNumSums, num_channels]: nine weights and a bias
  std::size_t bytes;
};

}  // namespace cantus::conv2d_batch_norm
