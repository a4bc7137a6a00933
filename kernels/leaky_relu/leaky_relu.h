#pragma once

#include <cstdint>

#include "kernels/core/enum_names.h"
#include "kernels/core/queue.h"

namespace cantus {

// What a rectifier does in the backward pass.
//   kPlain   the derivative
//   kGuided  guided backpropagation (Schlueter 2016, sec. 3.3): the gradient passes where both the
//            rectifier's input and the gradient itself are positive, and the slope is ignored
enum class RectifierRule { kPlain, kGuided };

template <>
struct EnumNames<RectifierRule> {
  static constexpr std::array kNames{"plain", "guided"};
};

// y = x where x > 0, slope * x elsewhere; slope 0 is the ReLU. T is float or double; slope >= 0.
//   x, y [n]; y may be x
template <typename T>
void leaky_relu_forward(Queue& queue, std::int64_t n, T slope, const T* x, T* y);

// d_x from d_y and the sign of y, which is the sign of x: x need not be kept. At 0 the derivative
// is the slope.
//   y, d_y, d_x [n]; d_x may be d_y
template <typename T>
void leaky_relu_backward(Queue& queue, std::int64_t n, T slope, RectifierRule rule, const T* y,
                         const T* d_y, T* d_x);

}  // namespace cantus
