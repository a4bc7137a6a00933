#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Kingma and Ba 2015, the form at the end of section 2, t counted from 1.
template <typename T>
void adam(T learning_rate, int t, T beta1, T beta2, T epsilon, const std::vector<T>& g,
          std::vector<T>& w, std::vector<T>& m, std::vector<T>& v) {
  const T corrected =
      learning_rate * std::sqrt(T(1) - std::pow(beta2, T(t))) / (T(1) - std::pow(beta1, T(t)));
  for (std::size_t i = 0; i < g.size(); ++i) {
    m[i] = beta1 * m[i] + (T(1) - beta1) * g[i];
    v[i] = beta2 * v[i] + (T(1) - beta2) * g[i] * g[i];
    w[i] = w[i] - corrected * m[i] / (std::sqrt(v[i]) + epsilon);
  }
}

template <typename T>
void nesterov(T learning_rate, T momentum, const std::vector<T>& g, std::vector<T>& w,
              std::vector<T>& v) {
  for (std::size_t i = 0; i < g.size(); ++i) {
    v[i] = momentum * v[i] - learning_rate * g[i];
    w[i] = w[i] + momentum * v[i] - learning_rate * g[i];
  }
}

}  // namespace cantus::reference
