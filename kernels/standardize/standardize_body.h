#pragma once

#include "kernels/core/body.h"

namespace cantus {

struct Standardize {
  std::int64_t num_bands;
  const float* x;
  const float* mean;
  const float* inv_std;
  float* y;

  CANTUS_BODY void operator()(std::int64_t frame, std::int64_t band) const {
    y[frame * num_bands + band] = (x[frame * num_bands + band] - mean[band]) * inv_std[band];
  }
};

}  // namespace cantus
