#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

struct Pooling {
  std::int64_t n, t, f, c, window_t, window_f, stride_t, stride_f, dilation_t;
};

// Calls visit(place in the output, value's number in the window, place in the input), in the order
// of the outputs and, within each, of the window.
template <class Visit>
void visit_windows(const Pooling& p, const Visit& visit) {
  std::int64_t out = 0;
  for (std::int64_t n = 0; n < p.n; ++n)
    for (std::int64_t t = 0; t + p.dilation_t * (p.window_t - 1) < p.t; t += p.stride_t)
      for (std::int64_t f = 0; f + p.window_f <= p.f; f += p.stride_f)
        for (std::int64_t c = 0; c < p.c; ++c, ++out)
          for (std::int64_t k = 0; k < p.window_t * p.window_f; ++k)
            visit(out, k,
                  ((n * p.t + t + k / p.window_f * p.dilation_t) * p.f + f + k % p.window_f) * p.c +
                      c);
}

template <typename T>
void max_pool_forward(const Pooling& p, const std::vector<T>& x, std::vector<T>& y,
                      std::vector<T>& index) {
  visit_windows(p, [&](std::int64_t out, std::int64_t k, std::int64_t in) {
    if (k == 0 || x[in] > y[out] || (std::isnan(x[in]) && !std::isnan(y[out]))) {
      y[out] = x[in];
      index[out] = T(k);
    }
  });
}

template <typename T>
void max_pool_backward(const Pooling& p, const std::vector<T>& index, const std::vector<T>& d_y,
                       std::vector<T>& d_x) {
  for (auto& d : d_x) d = T(0);
  visit_windows(p, [&](std::int64_t out, std::int64_t k, std::int64_t in) {
    if (k == static_cast<std::int64_t>(index[out])) d_x[in] += d_y[out];
  });
}

}  // namespace cantus::reference
