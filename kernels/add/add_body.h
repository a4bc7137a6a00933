#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

template <typename T>
struct AddForward {
  const T* a;
  const T* b;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = a[i] + b[i]; }
};

}  // namespace cantus
