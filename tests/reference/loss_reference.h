#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/reference/softmax_reference.h"

namespace cantus::reference {

// The two losses by their definitions from probabilities, with gradients derived by hand.
template <typename T>
T softmax_cross_entropy(std::int64_t rows, std::int64_t classes, const std::vector<T>& logits,
                        const std::vector<T>& targets) {
  std::vector<T> p(logits.size());
  softmax_forward(rows, classes, logits, p);
  T sum = T(0);
  for (std::size_t i = 0; i < p.size(); ++i) sum -= targets[i] * std::log(p[i]);
  return sum / static_cast<T>(rows);
}

template <typename T>
void softmax_cross_entropy_gradient(std::int64_t rows, std::int64_t classes,
                                    const std::vector<T>& logits, const std::vector<T>& targets,
                                    std::vector<T>& d_logits) {
  std::vector<T> p(logits.size());
  softmax_forward(rows, classes, logits, p);
  for (std::int64_t r = 0; r < rows; ++r) {
    T weight = T(0);
    for (std::int64_t c = 0; c < classes; ++c) weight += targets[r * classes + c];
    for (std::int64_t c = 0; c < classes; ++c) {
      const auto i = r * classes + c;
      d_logits[i] = (weight * p[i] - targets[i]) / static_cast<T>(rows);
    }
  }
}

template <typename T>
T binary_cross_entropy(const std::vector<T>& logits, const std::vector<T>& targets) {
  T sum = T(0);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const T yes = T(1) / (T(1) + std::exp(-logits[i]));
    const T no = T(1) / (T(1) + std::exp(logits[i]));
    sum -= targets[i] * std::log(yes) + (T(1) - targets[i]) * std::log(no);
  }
  return sum / static_cast<T>(logits.size());
}

template <typename T>
void binary_cross_entropy_gradient(const std::vector<T>& logits, const std::vector<T>& targets,
                                   std::vector<T>& d_logits) {
  sigmoid_forward(logits, d_logits);
  for (std::size_t i = 0; i < logits.size(); ++i)
    d_logits[i] = (d_logits[i] - targets[i]) / static_cast<T>(logits.size());
}

}  // namespace cantus::reference
