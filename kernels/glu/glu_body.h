#pragma once

#include "kernels/core/math.h"

namespace cantus {

// One body an output channel of one row; rows follow one another at 2 * num_channels in x.
template <typename T>
struct GluForward {
  std::int64_t num_channels;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    const T* in = x + row * 2 * num_channels;
    y[row * num_channels + c] = in[c] * math::sigmoid(in[num_channels + c]);
  }
};

template <typename T>
struct GluBackward {
  std::int64_t num_channels;
  const T* x;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t c) const {
    const T* in = x + row * 2 * num_channels;
    T* out = d_x + row * 2 * num_channels;
    const T gate = math::sigmoid(in[num_channels + c]);
    const T d = d_y[row * num_channels + c];
    out[c] = d * gate;
    out[num_channels + c] = d * in[c] * gate * (T(1) - gate);
  }
};

}  // namespace cantus
