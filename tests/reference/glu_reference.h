#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Hou 2020, eq. 1, as printed.
template <typename T>
void glu_forward(std::int64_t rows, std::int64_t channels, const std::vector<T>& x,
                 std::vector<T>& y) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const T linear = x[r * 2 * channels + c];
      const T gate = x[r * 2 * channels + channels + c];
      y[r * channels + c] = linear / (T(1) + std::exp(-gate));
    }
  }
}

template <typename T>
void glu_backward(std::int64_t rows, std::int64_t channels, const std::vector<T>& x,
                  const std::vector<T>& d_y, std::vector<T>& d_x) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const T linear = x[r * 2 * channels + c];
      const T e = std::exp(-x[r * 2 * channels + channels + c]);
      const T d = d_y[r * channels + c];
      d_x[r * 2 * channels + c] = d / (T(1) + e);
      d_x[r * 2 * channels + channels + c] = d * linear * e / ((T(1) + e) * (T(1) + e));
    }
  }
}

}  // namespace cantus::reference
