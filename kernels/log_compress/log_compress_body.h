#pragma once

#include "kernels/core/math.h"

namespace cantus {

struct LogOfSum {
  float eps;
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log(x[i] + eps); }
};

struct LogOfMax {
  float eps;
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log(x[i] > eps ? x[i] : eps); }
};

struct Log1p {
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::log1p(x[i]); }
};

struct Uncompressed {
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = x[i]; }
};

}  // namespace cantus
