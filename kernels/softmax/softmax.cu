#include "kernels/softmax/softmax.h"

#include "kernels/core/launch.h"
#include "kernels/core/math.h"

namespace cantus {

// A body a row: the networks have two classes, and rows of few classes lie together, so that a
// warp's reads are one stretch of memory.
struct SoftmaxRow {
  std::int64_t num_classes;
  const float* x;
  float* y;

  CANTUS_BODY void operator()(std::int64_t row) const {
    const float* in = x + row * num_classes;
    float* out = y + row * num_classes;
    float largest = in[0];
    for (std::int64_t c = 1; c < num_classes; ++c) largest = in[c] > largest ? in[c] : largest;
    float sum = 0;
    for (std::int64_t c = 0; c < num_classes; ++c) {
      const float power = math::exp(in[c] - largest);
      out[c] = power;
      sum += power;
    }
    for (std::int64_t c = 0; c < num_classes; ++c) out[c] /= sum;
  }
};

void softmax_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes, const float* x,
                     float* y) {
  for_each(queue, num_rows, SoftmaxRow{num_classes, x, y});
}

}  // namespace cantus
