#include "kernels/loss/softmax_cross_entropy.h"

#include <cmath>

#include "kernels/core/math.h"
#include "kernels/loss/mean_of_rows.h"

namespace cantus {

template <typename T>
struct SoftmaxCrossEntropyRow {
  std::int64_t num_classes;
  T scale;
  const T* logits;
  const T* targets;
  T* d_logits;

  CANTUS_BODY double operator()(std::int64_t row) const {
    const T* x = logits + row * num_classes;
    const T* target = targets + row * num_classes;
    T largest = x[0];
    for (std::int64_t c = 1; c < num_classes; ++c) largest = x[c] > largest ? x[c] : largest;
    write_gradient(x, target, largest, d_logits + row * num_classes);
    double partition = 0;
    for (std::int64_t c = 0; c < num_classes; ++c)
      partition += std::exp(static_cast<double>(x[c]) - largest);
    const double log_partition = std::log(partition) + largest;
    double sum = 0;
    for (std::int64_t c = 0; c < num_classes; ++c) sum += target[c] * (log_partition - x[c]);
    return sum;
  }

  CANTUS_BODY void write_gradient(const T* x, const T* target, T largest, T* d_x) const {
    T partition = 0;
    T weight = 0;
    for (std::int64_t c = 0; c < num_classes; ++c) {
      const T power = math::exp(x[c] - largest);
      d_x[c] = power;
      partition += power;
      weight += target[c];
    }
    for (std::int64_t c = 0; c < num_classes; ++c)
      d_x[c] = scale * (weight * (d_x[c] / partition) - target[c]);
  }
};

template <typename T>
void softmax_cross_entropy_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes,
                                   const T* logits, const T* targets, T* loss, T* d_logits) {
  const T scale = T(1) / static_cast<T>(num_rows);
  mean_of_rows(queue, num_rows,
               SoftmaxCrossEntropyRow<T>{num_classes, scale, logits, targets, d_logits}, loss);
}

template decltype(softmax_cross_entropy_forward<float>) softmax_cross_entropy_forward<float>;
template decltype(softmax_cross_entropy_forward<double>) softmax_cross_entropy_forward<double>;

}  // namespace cantus
