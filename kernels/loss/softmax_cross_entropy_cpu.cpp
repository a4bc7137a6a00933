#include <algorithm>
#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/loss/softmax_cross_entropy.h"

namespace cantus {
namespace {

template <typename T>
void gradient_of_row(std::int64_t num_classes, T scale, const T* x, const T* target, T* d_x) {
  const T largest = *std::max_element(x, x + num_classes);
  T partition = 0;
  T weight = 0;
  for (std::int64_t c = 0; c < num_classes; ++c) {
    partition += d_x[c] = math::exp(x[c] - largest);
    weight += target[c];
  }
  for (std::int64_t c = 0; c < num_classes; ++c)
    d_x[c] = scale * (weight * (d_x[c] / partition) - target[c]);
}

}  // namespace

template <typename T>
void softmax_cross_entropy_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes,
                                   const T* logits, const T* targets, T* loss, T* d_logits) {
  if (const auto run =
          device_kernel(queue, "softmax_cross_entropy_forward", softmax_cross_entropy_forward<T>))
    return run(queue, num_rows, num_classes, logits, targets, loss, d_logits);
  const T scale = T(1) / static_cast<T>(num_rows);
  double sums[Blocks::kMaxBlocks + 1];
  const auto add_rows = [&](std::int64_t begin, std::int64_t end, double* added) {
    double sum = 0;
    for (std::int64_t row = begin; row < end; ++row) {
      const T* x = logits + row * num_classes;
      const T* target = targets + row * num_classes;
      const T largest = *std::max_element(x, x + num_classes);
      double partition = 0;
      for (std::int64_t c = 0; c < num_classes; ++c)
        partition += std::exp(static_cast<double>(x[c]) - largest);
      const double log_partition = std::log(partition) + largest;
      for (std::int64_t c = 0; c < num_classes; ++c) sum += target[c] * (log_partition - x[c]);
      gradient_of_row(num_classes, scale, x, target, d_logits + row * num_classes);
    }
    *added += sum;
  };
  const double total = *sum_over_blocks(queue, Blocks(num_rows), 1, sums, add_rows);
  *loss = static_cast<T>(total / static_cast<double>(num_rows));
}

template decltype(softmax_cross_entropy_forward<float>) softmax_cross_entropy_forward<float>;
template decltype(softmax_cross_entropy_forward<double>) softmax_cross_entropy_forward<double>;

}  // namespace cantus
