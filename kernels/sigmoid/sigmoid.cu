#include "kernels/sigmoid/sigmoid.h"

#include "kernels/core/launch.h"
#include "kernels/sigmoid/sigmoid_body.h"

namespace cantus {

void sigmoid_forward(Queue& queue, std::int64_t n, const float* x, float* y) {
  for_each(queue, n, SigmoidForward{x, y});
}

}  // namespace cantus
