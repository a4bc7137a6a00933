#pragma once

#include "kernels/core/bfloat16.h"
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
    using A = Arithmetic<T>;
    y[row * num_channels + c] = T(A(in[c]) * math::sigmoid(A(in[num_channels + c])));
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
    using A = Arithmetic<T>;
    const A gate = math::sigmoid(A(in[num_channels + c]));
    const A d = d_y[row * num_channels + c];
    const A linear = in[c];
    out[c] = T(d * gate);
    out[num_channels + c] = T(d * linear * gate * (A(1) - gate));
  }
};

}  // namespace cantus
