#include "kernels/loss/binary_cross_entropy.h"

#include <cmath>

#include "kernels/core/math.h"
#include "kernels/loss/mean_of_rows.h"

namespace cantus {

template <typename T>
struct BinaryCrossEntropyRow {
  T scale;
  const T* logits;
  const T* targets;
  T* d_logits;

  CANTUS_BODY double operator()(std::int64_t row) const {
    const double x = logits[row];
    d_logits[row] = scale * (math::sigmoid(logits[row]) - targets[row]);
    return (x > 0 ? x : 0) - x * targets[row] + std::log1p(std::exp(-std::abs(x)));
  }
};

template <typename T>
void binary_cross_entropy_forward(Queue& queue, std::int64_t num_rows, const T* logits,
                                  const T* targets, T* loss, T* d_logits) {
  const T scale = T(1) / static_cast<T>(num_rows);
  mean_of_rows(queue, num_rows, BinaryCrossEntropyRow<T>{scale, logits, targets, d_logits}, loss);
}

template decltype(binary_cross_entropy_forward<float>) binary_cross_entropy_forward<float>;
template decltype(binary_cross_entropy_forward<double>) binary_cross_entropy_forward<double>;

}  // namespace cantus
