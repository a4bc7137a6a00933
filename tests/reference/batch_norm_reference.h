#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Ioffe and Szegedy 2015, algorithm 1, channel by channel in two passes, then a leaky ReLU.
template <typename T>
void batch_norm_statistics(std::int64_t rows, std::int64_t channels, const std::vector<T>& x,
                           std::vector<T>& mean, std::vector<T>& variance) {
  for (std::int64_t c = 0; c < channels; ++c) {
    T sum = T(0);
    for (std::int64_t r = 0; r < rows; ++r) sum += x[r * channels + c];
    mean[c] = sum / T(rows);
    T squares = T(0);
    for (std::int64_t r = 0; r < rows; ++r)
      squares += (x[r * channels + c] - mean[c]) * (x[r * channels + c] - mean[c]);
    variance[c] = squares / T(rows);
  }
}

// The batch's contribution to the running statistic, from its biased variance over `rows`: the
// inverse deviation (Lasagne) or the unbiased variance (Keras).
template <typename T>
T batch_norm_spread(bool is_inverse_deviation, T epsilon, std::int64_t rows, T variance) {
  if (is_inverse_deviation) return T(1) / std::sqrt(variance + epsilon);
  return variance * T(rows) / T(rows - 1);
}

template <typename T>
void batch_norm_map(std::int64_t rows, std::int64_t channels, T slope, const std::vector<T>& x,
                    const std::vector<T>& gamma, const std::vector<T>& beta,
                    const std::vector<T>& mean, const std::vector<T>& inv_std, std::vector<T>& y) {
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const T normal = (x[r * channels + c] - mean[c]) * inv_std[c];
      const T pre = gamma[c] * normal + beta[c];
      y[r * channels + c] = pre > T(0) ? pre : slope * pre;
    }
  }
}

// Writes the gradient at the rectifier's input into d.
template <typename T>
void batch_norm_rectifier(std::int64_t rows, std::int64_t channels, T slope, bool guided,
                          const std::vector<T>& x, const std::vector<T>& gamma,
                          const std::vector<T>& beta, const std::vector<T>& mean,
                          const std::vector<T>& inv_std, const std::vector<T>& d_y,
                          std::vector<T>& d) {
  for (std::int64_t i = 0; i < rows * channels; ++i) {
    const std::int64_t c = i % channels;
    const T pre = gamma[c] * ((x[i] - mean[c]) * inv_std[c]) + beta[c];
    d[i] = d_y[i];
    if (guided && !(pre > T(0) && d_y[i] > T(0))) d[i] = T(0);
    if (!guided && !(pre > T(0))) d[i] = slope * d_y[i];
  }
}

template <typename T>
void batch_norm_backward(std::int64_t rows, std::int64_t channels, const std::vector<T>& x,
                         const std::vector<T>& gamma, const std::vector<T>& mean,
                         const std::vector<T>& inv_std, const std::vector<T>& d,
                         std::vector<T>& d_x, std::vector<T>& d_gamma, std::vector<T>& d_beta) {
  for (std::int64_t c = 0; c < channels; ++c) {
    d_gamma[c] = T(0);
    d_beta[c] = T(0);
    for (std::int64_t r = 0; r < rows; ++r) {
      const std::int64_t i = r * channels + c;
      d_beta[c] += d[i];
      d_gamma[c] += d[i] * (x[i] - mean[c]) * inv_std[c];
    }
    for (std::int64_t r = 0; r < rows; ++r) {
      const std::int64_t i = r * channels + c;
      const T normal = (x[i] - mean[c]) * inv_std[c];
      d_x[i] = gamma[c] * inv_std[c] * (d[i] - d_beta[c] / T(rows) - normal * d_gamma[c] / T(rows));
    }
  }
}

}  // namespace cantus::reference
