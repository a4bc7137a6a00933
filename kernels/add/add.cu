#include "kernels/add/add.h"

#include "kernels/add/add_body.h"
#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
void add_forward(Queue& queue, std::int64_t n, const T* a, const T* b, T* y) {
  for_each(queue, n, AddForward<T>{a, b, y});
}

template void add_forward(Queue&, std::int64_t, const float*, const float*, float*);
template void add_forward(Queue&, std::int64_t, const double*, const double*, double*);

}  // namespace cantus
