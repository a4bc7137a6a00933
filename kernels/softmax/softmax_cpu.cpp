#include <algorithm>

#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/softmax/softmax.h"

namespace cantus {

void softmax_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes, const float* x,
                     float* y) {
  if (const auto run = device_kernel(queue, "softmax_forward", softmax_forward))
    return run(queue, num_rows, num_classes, x, y);
  const Blocks blocks(num_rows);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    for (std::int64_t row = blocks.begin(block); row < blocks.end(block); ++row) {
      const float* in = x + row * num_classes;
      float* out = y + row * num_classes;
      const float largest = *std::max_element(in, in + num_classes);
      float sum = 0;
      for (std::int64_t c = 0; c < num_classes; ++c) sum += out[c] = math::exp(in[c] - largest);
      for (std::int64_t c = 0; c < num_classes; ++c) out[c] /= sum;
    }
  });
}

}  // namespace cantus
