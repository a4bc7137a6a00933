#pragma once

#include <cstdint>

#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct LeakyReluForward {
  T slope;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = x[i] > T(0) ? x[i] : slope * x[i]; }
};

template <typename T>
struct PlainReluBackward {
  T slope;
  const T* y;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t i) const {
    d_x[i] = y[i] > T(0) ? d_y[i] : slope * d_y[i];
  }
};

template <typename T>
struct GuidedReluBackward {
  const T* y;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t i) const {
    const T d = d_y[i];
    d_x[i] = (y[i] > T(0)) & (d > T(0)) ? d : T(0);
  }
};

}  // namespace cantus
