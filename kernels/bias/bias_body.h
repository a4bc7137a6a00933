#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

template <typename T>
struct BiasForward {
  std::int64_t num_channels;
  const T* x;
  const T* bias;
  T* y;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    y[row * num_channels + c] = x[row * num_channels + c] + bias[c];
  }
};

}  // namespace cantus
