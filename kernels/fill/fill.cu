#include "kernels/fill/fill.h"

#include "kernels/core/launch.h"

namespace cantus {

struct Fill {
  float value;
  float* y;
  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = value; }
};

void fill(Queue& queue, std::int64_t n, float value, float* y) {
  for_each(queue, n, Fill{value, y});
}

}  // namespace cantus
