#include "kernels/sigmoid/sigmoid.h"

#include "kernels/core/launch.h"
#include "kernels/sigmoid/sigmoid_body.h"

namespace cantus {

template <typename T>
void sigmoid_forward(Queue& queue, std::int64_t n, const T* x, T* y) {
  for_each(queue, n, SigmoidForward<T>{x, y});
}

template decltype(sigmoid_forward<float>) sigmoid_forward<float>;
template decltype(sigmoid_forward<double>) sigmoid_forward<double>;

}  // namespace cantus
