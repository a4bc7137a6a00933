#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus {

template <typename T>
struct RectifierForward {
  LeakyRectifier<T> rectifier;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = rectifier.forward(x[i]); }
};

template <class Rectifier, typename T>
struct RectifierBackward {
  Rectifier rectifier;
  const T* y;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t i) const { d_x[i] = rectifier.backward(y[i], d_y[i]); }
};

}  // namespace cantus
