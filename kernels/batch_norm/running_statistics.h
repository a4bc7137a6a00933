#pragma once

#include <cmath>

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/body.h"

// How a batch's statistics enter the running ones, on both devices.
namespace cantus::batch_norm {

// What running_spread averages, of a channel of `n` values with this biased variance.
CANTUS_BODY double running_spread_of(const BatchNormSettings& settings, double variance, double n) {
  if (settings.running == RunningStatistic::kInverseDeviation)
    return 1 / sqrt(variance + settings.epsilon);
  return variance * n / (n > 1 ? n - 1 : 1);
}

template <typename T>
CANTUS_BODY void average(double momentum, double value, T& running) {
  running = static_cast<T>(momentum * running + (1 - momentum) * value);
}

}  // namespace cantus::batch_norm
