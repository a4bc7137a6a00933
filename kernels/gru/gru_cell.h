#pragma once

#include "kernels/core/body.h"

// One unit at one step (Cho et al. 2014): the mathematics behind the products, on both devices.
// z and r are the gates, c the candidate, `last` is the state before.
namespace cantus::gru {

template <typename T>
CANTUS_BODY T next_state(T z, T c, T last) {
  return z * last + (T(1) - z) * c;
}

// Backward from the state's gradient d through next_state and the nonlinearities of z and c: the
// gradients of the sums before the nonlinearities, and of `last` by its product with z alone.
template <typename T>
struct StateGradients {
  T z, c, last;

  CANTUS_BODY StateGradients(T d, T z, T c, T last)
      : z(d * (last - c) * z * (T(1) - z)), c(d * (T(1) - z) * (T(1) - c * c)), last(d * z) {}
};

// The gradient of the sum before r, where d is the gradient of r * other; `other` is the last state
// (kBefore), or its product U_h h' (kAfter).
template <typename T>
CANTUS_BODY T reset_gradient(T d, T other, T r) {
  return d * other * r * (T(1) - r);
}

}  // namespace cantus::gru
