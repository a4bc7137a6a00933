#pragma once

#include "kernels/core/math.h"

namespace cantus {

template <typename T>
struct LogOfSum {
  T eps;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log(x[i] + eps); }
};

template <typename T>
struct LogOfMax {
  T eps;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log(x[i] > eps ? x[i] : eps); }
};

template <typename T>
struct Log1p {
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log1p(x[i]); }
};

template <typename T>
struct Uncompressed {
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = x[i]; }
};

}  // namespace cantus
