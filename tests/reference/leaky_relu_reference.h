#pragma once

#include <cstdint>
#include <vector>

namespace cantus::reference {

template <typename T>
void leaky_relu_forward(T slope, const std::vector<T>& x, std::vector<T>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = x[i];
    if (x[i] <= T(0)) y[i] = x[i] * slope;
  }
}

template <typename T>
void leaky_relu_backward(T slope, const std::vector<T>& x, const std::vector<T>& d_y,
                         std::vector<T>& d_x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    d_x[i] = d_y[i];
    if (x[i] <= T(0)) d_x[i] = d_y[i] * slope;
  }
}

// Schlüter 2016, sec. 3.3.
template <typename T>
void guided_relu_backward(const std::vector<T>& x, const std::vector<T>& d_y, std::vector<T>& d_x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    d_x[i] = T(0);
    if (x[i] > T(0) && d_y[i] > T(0)) d_x[i] = d_y[i];
  }
}

}  // namespace cantus::reference
