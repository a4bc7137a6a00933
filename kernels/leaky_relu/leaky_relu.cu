#include "kernels/leaky_relu/leaky_relu.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/launch.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus {

template <typename T>
struct RectifierForward {
  LeakyRectifier<T> rectifier;
  const T* x;
  T* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = rectifier.forward(x[i]); }
};

template <class Rectifier, typename T>
struct RectifierBackward {
  Rectifier rectifier;
  const T* y;
  const T* d_y;
  T* d_x;

  CANTUS_BODY void operator()(std::int64_t i) const { d_x[i] = rectifier.backward(y[i], d_y[i]); }
};

template <typename T>
void leaky_relu_forward(Queue& queue, std::int64_t n, T slope, const T* x, T* y) {
  for_each(queue, n, RectifierForward<T>{{slope}, x, y});
}

template <typename T>
void leaky_relu_backward(Queue& queue, std::int64_t n, T slope, RectifierRule rule, const T* y,
                         const T* d_y, T* d_x) {
  with_rectifier(slope, rule, [&](auto rectifier) {
    for_each(queue, n, RectifierBackward<decltype(rectifier), T>{rectifier, y, d_y, d_x});
  });
}

template decltype(leaky_relu_forward<float>) leaky_relu_forward<float>;
template decltype(leaky_relu_forward<double>) leaky_relu_forward<double>;
template decltype(leaky_relu_backward<float>) leaky_relu_backward<float>;
template decltype(leaky_relu_backward<double>) leaky_relu_backward<double>;

}  // namespace cantus
