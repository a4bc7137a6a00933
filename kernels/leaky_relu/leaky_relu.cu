#include "kernels/leaky_relu/leaky_relu.h"

#include "kernels/core/launch.h"
#include "kernels/leaky_relu/leaky_relu_body.h"

namespace cantus {

template <typename T>
void leaky_relu_forward(Queue& queue, std::int64_t n, T slope, const T* x, T* y) {
  for_each(queue, n, LeakyReluForward<T>{slope, x, y});
}

template <typename T>
void leaky_relu_backward(Queue& queue, std::int64_t n, T slope, RectifierRule rule, const T* y,
                         const T* d_y, T* d_x) {
  if (rule == RectifierRule::kGuided) {
    for_each(queue, n, GuidedReluBackward<T>{y, d_y, d_x});
  } else {
    for_each(queue, n, PlainReluBackward<T>{slope, y, d_y, d_x});
  }
}

template void leaky_relu_forward(Queue&, std::int64_t, float, const float*, float*);
template void leaky_relu_forward(Queue&, std::int64_t, double, const double*, double*);
template void leaky_relu_backward(Queue&, std::int64_t, float, RectifierRule, const float*,
                                  const float*, float*);
template void leaky_relu_backward(Queue&, std::int64_t, double, RectifierRule, const double*,
                                  const double*, double*);

}  // namespace cantus
