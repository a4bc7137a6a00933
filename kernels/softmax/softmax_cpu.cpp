#include <algorithm>

#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/softmax/softmax.h"

namespace cantus {

template <typename T>
void softmax_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes, const T* x,
                     T* y) {
  if (const auto run = device_kernel(queue, "softmax_forward", softmax_forward<T>))
    return run(queue, num_rows, num_classes, x, y);
  const Blocks blocks(num_rows);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    for (std::int64_t row = blocks.begin(block); row < blocks.end(block); ++row) {
      const T* in = x + row * num_classes;
      T* out = y + row * num_classes;
      const T largest = *std::max_element(in, in + num_classes);
      T sum = 0;
      for (std::int64_t c = 0; c < num_classes; ++c) sum += out[c] = math::exp(in[c] - largest);
      for (std::int64_t c = 0; c < num_classes; ++c) out[c] /= sum;
    }
  });
}

template decltype(softmax_forward<float>) softmax_forward<float>;
template decltype(softmax_forward<double>) softmax_forward<double>;

}  // namespace cantus
