#pragma once

#include "kernels/core/body.h"

namespace cantus {

// The gradients of y = a sigmoid(b) (Hou 2020, eq. 1), `d` being that of y and `sigmoid` that of b.
template <typename T>
CANTUS_BODY void gate_gradients(T a, T sigmoid, T d, T& d_a, T& d_b) {
  d_a = d * sigmoid;
  d_b = d * a * sigmoid * (T(1) - sigmoid);
}

}  // namespace cantus
