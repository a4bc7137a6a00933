#pragma once

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/body.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus {

// Takes the rectifier's place where the slope is 1.
struct NoRectifier {
  template <typename V>
  CANTUS_BODY V forward(const V& x) const {
    return x;
  }
  template <typename V>
  CANTUS_BODY V backward(const V&, const V& d) const {
    return d;
  }
};

// Calls run(rectifier) with the rectifier that follows the normalization.
template <class Run>
void with_forward_rectifier(const BatchNormSettings& settings, const Run& run) {
  if (settings.slope == 1)
    run(NoRectifier{});
  else
    run(LeakyRectifier<float>{settings.slope});
}

template <class Run>
void with_backward_rectifier(const BatchNormSettings& settings, RectifierRule rule,
                             const Run& run) {
  if (settings.slope == 1)
    run(NoRectifier{});
  else
    with_rectifier(settings.slope, rule, run);
}

}  // namespace cantus
