#pragma once

#include <cstdint>
#include <vector>

namespace cantus::reference {

template <typename T>
void bias_forward(std::int64_t rows, std::int64_t channels, const std::vector<T>& x,
                  const std::vector<T>& bias, std::vector<T>& y) {
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t c = 0; c < channels; ++c) y[r * channels + c] = bias[c] + x[r * channels + c];
}

template <typename T>
void bias_backward(std::int64_t rows, std::int64_t channels, const std::vector<T>& d_y,
                   std::vector<T>& d_bias) {
  for (std::int64_t c = 0; c < channels; ++c) {
    T sum = T(0);
    for (std::int64_t r = 0; r < rows; ++r) sum += d_y[r * channels + c];
    d_bias[c] = sum;
  }
}

}  // namespace cantus::reference
