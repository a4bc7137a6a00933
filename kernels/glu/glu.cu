#include "kernels/glu/glu.h"

#include "kernels/core/launch.h"
#include "kernels/glu/glu_body.h"

namespace cantus {

template <typename T>
void glu_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x, T* y) {
  for_each(queue, num_rows, num_channels, GluForward<T>{num_channels, x, y});
}

template <typename T>
void glu_backward(Queue& queue, std::int64_t num_rows, std::int64_t num_channels, const T* x,
                  const T* d_y, T* d_x) {
  for_each(queue, num_rows, num_channels, GluBackward<T>{num_channels, x, d_y, d_x});
}

template decltype(glu_forward<float>) glu_forward<float>;
template decltype(glu_forward<double>) glu_forward<double>;
template decltype(glu_forward<Bfloat16>) glu_forward<Bfloat16>;
template decltype(glu_backward<float>) glu_backward<float>;
template decltype(glu_backward<Bfloat16>) glu_backward<Bfloat16>;
template decltype(glu_backward<double>) glu_backward<double>;

}  // namespace cantus
