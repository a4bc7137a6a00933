#pragma once

#include "kernels/core/body.h"

// One unit at one step (Cho et al. 2014): the mathematics behind the products, on both devices.
// z and r are the gates, c the candidate, `last` is the state before.
namespace cantus::gru {

template <typename T>
CANTUS_BODY T next_state(T z, T c, T last) {
  return z * last + (T(1) - z) * c;
}

// Through next_state and the nonlinearities of z and c: to the sums before these, and what of the
// gradient d of the state passes by.
template <typename T>
struct StateGradients {
  T z, c, last;

  CANTUS_BODY StateGradients(T d, T z, T c, T last)
      : z(d * (last - c) * z * (T(1) - z)), c(d * (T(1) - z) * (T(1) - c * c)), last(d * z) {}
};

// To the sum before r, `d` being the gradient of r times `other`: the state (kBefore), or its
// product (kAfter).
template <typename T>
CANTUS_BODY T reset_gradient(T d, T other, T r) {
  return d * other * r * (T(1) - r);
}

}  // namespace cantus::gru
