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

template void glu_forward(Queue&, std::int64_t, std::int64_t, const float*, float*);
template void glu_forward(Queue&, std::int64_t, std::int64_t, const double*, double*);
template void glu_forward(Queue&, std::int64_t, std::int64_t, const Bfloat16*, Bfloat16*);
template void glu_backward(Queue&, std::int64_t, std::int64_t, const float*, const float*, float*);
template void glu_backward(Queue&, std::int64_t, std::int64_t, const Bfloat16*, const Bfloat16*,
                           Bfloat16*);
template void glu_backward(Queue&, std::int64_t, std::int64_t, const double*, const double*,
                           double*);

}  // namespace cantus
