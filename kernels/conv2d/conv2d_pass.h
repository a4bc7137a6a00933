#pragma once

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/prepared.h"

namespace cantus {

enum class Conv2dPass : std::int64_t { kForward = 1, kBackwardData, kBackwardWeights };

// The key of what a library prepared for a pass; `other` is what else it depends on.
inline PreparedForShapes::Key conv2d_key(Conv2dPass pass, const Conv2dShape& s,
                                         std::int64_t other) {
  return {
      'c',   static_cast<std::int64_t>(pass),      s.n,          s.t,  s.f, s.c_in, s.c_out, s.k_t,
      s.k_f, static_cast<std::int64_t>(s.padding), s.dilation_t, other};
}

}  // namespace cantus
