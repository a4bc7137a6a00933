#pragma once

#include <cstdint>

#include "kernels/core/enum_names.h"
#include "kernels/core/queue.h"

namespace cantus {

// How a bag's probability P follows from its instances' p_i = sigmoid(z_i) where only bags have
// labels (multiple-instance learning; Schlueter 2016, section 3.2, has the maximum).
enum class BagPooling {
  kMax,            // P = max p_i (Zhou and Zhang 2002, BP-MIP)
  kMean,           // P = mean of p_i
  kNoisyOr,        // P = 1 - prod (1 - p_i) (Maron and Lozano-Perez 1998)
  kLinearSoftmax,  // P = sum p_i^2 / sum p_i (Wang, Li and Metze 2019)
  kAttention,      // P = sum w_i p_i, w = softmax of a second score a_i (Ilse et al. 2018)
};

template <>
struct EnumNames<BagPooling> {
  static constexpr std::array kNames{"max", "mean", "noisy_or", "linear_softmax", "attention"};
};

// Bags of `size` instances, one after another.
struct BagShape {
  BagPooling pooling = BagPooling::kMax;
  std::int64_t num_bags = 0;
  std::int64_t size = 0;
};

// The logit of every bag's P, so that a loss of logits follows: no rounding to 0 or 1 on the way.
// Apart from the maximum and noisy-or, the odds P / (1 - P) are a quotient of two sums, and the
// logit is a difference of two logarithms of sums. T is float or double.
//   z [num_bags * size] logits of the instances; `scores` a of the same shape, or null without
//   attention; y [num_bags] = log P - log(1 - P)
template <typename T>
void bag_pool_forward(Queue& queue, const BagShape& shape, const T* z, const T* scores, T* y);

// Of equal maxima, the first takes the gradient. d_scores is null where `scores` is.
template <typename T>
void bag_pool_backward(Queue& queue, const BagShape& shape, const T* z, const T* scores,
                       const T* d_y, T* d_z, T* d_scores);

}  // namespace cantus
