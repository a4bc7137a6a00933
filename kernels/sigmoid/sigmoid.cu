#include "kernels/sigmoid/sigmoid.h"

#include "kernels/core/launch.h"
#include "kernels/sigmoid/sigmoid_body.h"

namespace cantus {

template <typename T>
void sigmoid_forward(Queue& queue, std::int64_t n, const T* x, T* y) {
  for_each(queue, n, SigmoidForward<T>{x, y});
}

template void sigmoid_forward(Queue&, std::int64_t, const float*, float*);
template void sigmoid_forward(Queue&, std::int64_t, const double*, double*);

}  // namespace cantus
