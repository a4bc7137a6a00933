#pragma once

#include <string>

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/prepared.h"

namespace cantus {

// The signatures of the passes for each storage, by which overloads are told apart.
template <typename T>
using Conv2dForward = void(Queue&, const Conv2dShape&, const T*, const T*, const float*, float, T*);
template <typename T>
using Conv2dBackwardData = void(Queue&, const Conv2dShape&, const T*, const T*, T*);
template <typename T>
using Conv2dBackwardWeights = void(Queue&, const Conv2dShape&, const T*, const T*, float*);

enum class Conv2dPass : std::int64_t { kForward = 1, kBackwardData, kBackwardWeights };

// What a library made ready is found by; `other` is what else it was made for.
inline PreparedForShapes::Key conv2d_key(Conv2dPass pass, const Conv2dShape& s,
                                         std::int64_t other) {
  return {
      'c',   static_cast<std::int64_t>(pass),      s.n,          s.t,  s.f, s.c_in, s.c_out, s.k_t,
      s.k_f, static_cast<std::int64_t>(s.padding), s.dilation_t, other};
}

// For errors: "3x3 from 8 to 64 channels on 2 samples of 25x64".
std::string to_string(const Conv2dShape& shape);

}  // namespace cantus
