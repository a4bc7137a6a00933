#pragma once

#include <cmath>

#include "tests/reference/batch_norm_reference.h"
#include "tests/reference/conv2d_reference.h"

namespace cantus::reference {

// The convolution, stored, then batch normalization by its textbook formulas.
template <typename T>
struct Conv2dBatchNorm {
  Conv2dBatchNorm(const Conv2d& s, double epsilon, const std::vector<T>& x, const std::vector<T>& w)
      : shape(s),
        rows(s.n * s.out_t() * s.out_f()),
        z(rows * s.c_out),
        mean(s.c_out),
        variance(s.c_out),
        inv_std(s.c_out) {
    conv2d_forward(s, x, w, {}, 1.0, z);
    batch_norm_statistics(rows, s.c_out, z, mean, variance);
    for (std::int64_t c = 0; c < s.c_out; ++c)
      inv_std[c] = T(1) / std::sqrt(variance[c] + static_cast<T>(epsilon));
  }

  void forward(T slope, const std::vector<T>& gamma, const std::vector<T>& beta,
               std::vector<T>& y) const {
    batch_norm_map(rows, shape.c_out, slope, z, gamma, beta, mean, inv_std, y);
  }

  void backward(T slope, const std::vector<T>& x, const std::vector<T>& gamma,
                const std::vector<T>& beta, const std::vector<T>& d_y, std::vector<T>& d_w,
                std::vector<T>& d_gamma, std::vector<T>& d_beta) const {
    std::vector<T> d(z.size()), d_z(z.size());
    batch_norm_rectifier(rows, shape.c_out, slope, false, z, gamma, beta, mean, inv_std, d_y, d);
    batch_norm_backward(rows, shape.c_out, z, gamma, mean, inv_std, d, d_z, d_gamma, d_beta);
    conv2d_backward_weights(shape, x, d_z, d_w);
  }

  Conv2d shape;
  std::int64_t rows;
  std::vector<T> z, mean, variance, inv_std;
};

}  // namespace cantus::reference
