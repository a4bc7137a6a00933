#include "kernels/add/add.h"

#include "kernels/add/add_body.h"
#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
void add_forward(Queue& queue, std::int64_t n, const T* a, const T* b, T* y) {
  for_each(queue, n, AddForward<T>{a, b, y});
}

template decltype(add_forward<float>) add_forward<float>;
template decltype(add_forward<double>) add_forward<double>;

}  // namespace cantus
