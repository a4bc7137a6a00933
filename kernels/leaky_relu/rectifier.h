#pragma once

#include "kernels/core/body.h"
#include "kernels/leaky_relu/leaky_relu.h"

// The rectifier for kernels that compute it beside other things: its value at `x`, and its gradient
// where its input is `x`, or its output, which has the sign of its input. V is a number, or a
// register full of them.
namespace cantus {

template <typename T>
struct LeakyRectifier {
  T slope;

  template <typename V>
  CANTUS_BODY V forward(const V& x) const {
    return x > T(0) ? x : slope * x;
  }
  template <typename V>
  CANTUS_BODY V backward(const V& x, const V& d) const {
    return x > T(0) ? d : slope * d;
  }
};

struct GuidedRectifier {
  template <typename V>
  CANTUS_BODY V backward(const V& x, const V& d) const {
    return ((x > V{}) & (d > V{})) ? d : V{};
  }
};

// Calls run(rectifier) with the one whose gradient has this rule.
template <typename T, class Run>
void with_rectifier(T slope, RectifierRule rule, const Run& run) {
  if (rule == RectifierRule::kGuided)
    run(GuidedRectifier{});
  else
    run(LeakyRectifier<T>{slope});
}

}  // namespace cantus
