#pragma once

#include <cmath>

#include "kernels/adam/adam.h"
#include "kernels/core/body.h"

namespace cantus {

// The rate of this step, once for all weights: 1 - beta2^t needs double while t is small. NaN says
// that the step is to be left out.
template <typename T>
struct AdamRate {
  const StepState* state;
  AdamSettings settings;
  const T* loss;
  T* rate;

  CANTUS_BODY void operator()(std::int64_t) const {
    const double t = static_cast<double>(state->step + 1);
    const double second = std::sqrt(1.0 - std::pow(static_cast<double>(settings.beta2), t));
    const double first = 1.0 - std::pow(static_cast<double>(settings.beta1), t);
    const T unless_finite = *loss - *loss;  // 0, or NaN
    *rate = static_cast<T>(state->learning_rate * second / first) + unless_finite;
  }
};

template <typename T>
struct AdamUpdate {
  T beta1, beta2, epsilon;
  const T* rate;
  const T* gradient;
  T* weight;
  T* first;
  T* second;

  CANTUS_BODY void operator()(std::int64_t i) const {
    const T step = *rate;
    if (step != step) return;
    const T g = gradient[i];
    const T m = beta1 * first[i] + (T(1) - beta1) * g;
    const T v = beta2 * second[i] + (T(1) - beta2) * g * g;
    first[i] = m;
    second[i] = v;
    weight[i] -= step * m / (std::sqrt(v) + epsilon);
  }
};

}  // namespace cantus
