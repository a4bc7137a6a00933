#pragma once

#include <cstdint>

#include "kernels/core/body.h"

namespace cantus {

struct AddForward {
  const float* a;
  const float* b;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = a[i] + b[i]; }
};

}  // namespace cantus
