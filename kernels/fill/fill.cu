#include "kernels/fill/fill.h"

#include "kernels/core/launch.h"

namespace cantus {

template <typename T>
struct Fill {
  T value;
  T* y;
  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = value; }
};

template <typename T>
void fill(Queue& queue, std::int64_t n, T value, T* y) {
  for_each(queue, n, Fill<T>{value, y});
}

template decltype(fill<float>) fill<float>;
template decltype(fill<double>) fill<double>;

}  // namespace cantus
