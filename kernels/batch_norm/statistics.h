#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/body.h"

// A channel's statistics, and what is computed from its sums, on both devices.
namespace cantus::batch_norm {

template <typename T>
CANTUS_BODY T inverse_deviation(T variance, T epsilon) {
  return T(1) / std::sqrt(variance + epsilon);
}

// The same from a spread, which is either the inverse deviation already or the variance.
template <typename T>
CANTUS_BODY T inverse_deviation(bool spread_is_inverse, T spread, T epsilon) {
  return spread_is_inverse ? spread : inverse_deviation(spread, epsilon);
}

// Rounding may leave a variance slightly negative. NaN stays NaN.
CANTUS_BODY double without_sign(double variance) { return variance < 0 ? 0 : variance; }

template <typename T>
CANTUS_BODY void average(double momentum, double value, T& running) {
  running = static_cast<T>(momentum * running + (1 - momentum) * value);
}

// Takes the statistics of n values into the running ones; the variance is the biased one.
template <typename T>
CANTUS_BODY void update_running(const BatchNormSettings& settings, double n, double mean,
                                double variance, T& running_mean, T& running_spread) {
  const double spread = settings.running == RunningStatistic::kInverseDeviation
                            ? inverse_deviation<double>(variance, settings.epsilon)
                            : variance * n / (n > 1 ? n - 1 : 1);
  average(settings.momentum, mean, running_mean);
  average(settings.momentum, spread, running_spread);
}

// What batch_norm_statistics writes.
template <typename T>
struct Statistics {
  T* mean;  // [num_channels], like the rest
  T* inv_std;
  T* running_mean;
  T* running_spread;

  // From the sums of x - first and of its square over the n values of a channel: no cancellation
  // where the mean is large against the deviation.
  CANTUS_BODY void write(const BatchNormSettings& settings, double n, std::int64_t channel,
                         double first, double sum, double sum_of_squares) const {
    const double offset = sum / n;
    const double variance = without_sign(sum_of_squares / n - offset * offset);
    mean[channel] = static_cast<T>(first + offset);
    inv_std[channel] = static_cast<T>(inverse_deviation<double>(variance, settings.epsilon));
    update_running(settings, n, first + offset, variance, running_mean[channel],
                   running_spread[channel]);
  }
};

// What every element of a channel subtracts for the sake of its mean and of its deviation.
template <typename T>
struct StatisticsPart {
  T* mean;    // [num_channels]
  T* spread;  // [num_channels]

  // With the gradients of gamma and beta, from the sums of d and of d (x - mean) over the n values
  // of a channel, d being the gradient behind the map.
  CANTUS_BODY void write(double n, std::int64_t channel, double sum, double weighted, T inv_std,
                         T* d_gamma, T* d_beta) const {
    const double spread_sum = weighted * inv_std;
    d_beta[channel] = static_cast<T>(sum);
    d_gamma[channel] = static_cast<T>(spread_sum);
    mean[channel] = static_cast<T>(sum / n);
    spread[channel] = static_cast<T>(spread_sum * inv_std / n);
  }
};

}  // namespace cantus::batch_norm
