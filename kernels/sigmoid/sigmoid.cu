#include "kernels/sigmoid/sigmoid.h"

#include "kernels/core/launch.h"
#include "kernels/core/math.h"

namespace cantus {

struct SigmoidForward {
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t i) const { y[i] = math::sigmoid(x[i]); }
};

void sigmoid_forward(Queue& queue, std::int64_t n, const float* x, float* y) {
  for_each(queue, n, SigmoidForward{x, y});
}

}  // namespace cantus
