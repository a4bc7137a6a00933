#include <algorithm>
#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/loss/binary_cross_entropy.h"

namespace cantus {

template <typename T>
void binary_cross_entropy_forward(Queue& queue, std::int64_t num_rows, const T* logits,
                                  const T* targets, T* loss, T* d_logits) {
  if (const auto run =
          device_kernel(queue, "binary_cross_entropy_forward", binary_cross_entropy_forward<T>))
    return run(queue, num_rows, logits, targets, loss, d_logits);
  const T scale = T(1) / static_cast<T>(num_rows);
  double sums[Blocks::kMaxBlocks + 1];
  const auto add_rows = [&](std::int64_t begin, std::int64_t end, double* added) {
    double sum = 0;
    for (std::int64_t row = begin; row < end; ++row) {
      const double x = logits[row];
      sum += std::max(x, 0.0) - x * targets[row] + std::log1p(std::exp(-std::abs(x)));
      d_logits[row] = scale * (math::sigmoid(logits[row]) - targets[row]);
    }
    *added += sum;
  };
  const double total = *sum_over_blocks(queue, Blocks(num_rows), 1, sums, add_rows);
  *loss = static_cast<T>(total / static_cast<double>(num_rows));
}

template decltype(binary_cross_entropy_forward<float>) binary_cross_entropy_forward<float>;
template decltype(binary_cross_entropy_forward<double>) binary_cross_entropy_forward<double>;

}  // namespace cantus
