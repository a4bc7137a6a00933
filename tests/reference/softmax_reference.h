#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

template <typename T>
void sigmoid_forward(const std::vector<T>& x, std::vector<T>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = T(1) / (T(1) + std::exp(-x[i]));
}

template <typename T>
void softmax_forward(std::int64_t rows, std::int64_t classes, const std::vector<T>& x,
                     std::vector<T>& y) {
  for (std::int64_t r = 0; r < rows; ++r) {
    T sum = T(0);
    for (std::int64_t c = 0; c < classes; ++c) sum += std::exp(x[r * classes + c]);
    for (std::int64_t c = 0; c < classes; ++c)
      y[r * classes + c] = std::exp(x[r * classes + c]) / sum;
  }
}

}  // namespace cantus::reference
