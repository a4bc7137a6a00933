#pragma once

#include "kernels/core/body.h"

namespace cantus {

template <typename T>
struct Standardize {
  std::int64_t num_bands;
  const T* x;
  const T* mean;
  const T* inv_std;
  T* y;

  CANTUS_BODY void operator()(std::int64_t frame, std::int64_t band) const {
    y[frame * num_bands + band] = (x[frame * num_bands + band] - mean[band]) * inv_std[band];
  }
};

}  // namespace cantus
