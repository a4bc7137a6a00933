#pragma once

#include <cstdint>
#include <vector>

namespace cantus::reference {

// A convolution over time and frequency, channels-last, by its definition.
struct Conv2d {
  std::int64_t n, t, f, c_in, c_out, k_t, k_f;
  bool same;
  std::int64_t dilation_t;
  bool same_bands = false;   // zeros around the bands only
  bool full_frames = false;  // every window in time that meets the input, none beyond the bands

  std::int64_t out_t() const {
    if (full_frames) return t + dilation_t * (k_t - 1);
    return same ? t : t - dilation_t * (k_t - 1);
  }
  std::int64_t out_f() const { return same || same_bands ? f : f - (k_f - 1); }

  // Calls visit(y, x, w), indices into the three arrays, for every product in the sum.
  template <class Visit>
  void for_each_product(const Visit& visit) const {
    const std::int64_t before_t = full_frames ? dilation_t * (k_t - 1)
                                  : same      ? dilation_t * (k_t - 1) / 2
                                              : 0;
    const std::int64_t before_f = same || same_bands ? (k_f - 1) / 2 : 0;
    for (std::int64_t b = 0; b < n; ++b)
      for (std::int64_t u = 0; u < out_t(); ++u)
        for (std::int64_t v = 0; v < out_f(); ++v)
          for (std::int64_t o = 0; o < c_out; ++o)
            for (std::int64_t i = 0; i < k_t; ++i)
              for (std::int64_t j = 0; j < k_f; ++j) {
                const std::int64_t frame = u + i * dilation_t - before_t;
                const std::int64_t band = v + j - before_f;
                if (frame < 0 || frame >= t || band < 0 || band >= f) continue;
                for (std::int64_t c = 0; c < c_in; ++c)
                  visit(((b * out_t() + u) * out_f() + v) * c_out + o,
                        ((b * t + frame) * f + band) * c_in + c,
                        ((o * k_t + i) * k_f + j) * c_in + c);
              }
  }
};

template <typename T>
void conv2d_forward(const Conv2d& s, const std::vector<T>& x, const std::vector<T>& w,
                    const std::vector<T>& bias, double slope, std::vector<T>& y) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = bias.empty() ? T(0) : bias[i % s.c_out];
  s.for_each_product([&](auto iy, auto ix, auto iw) { y[iy] += x[ix] * w[iw]; });
  for (auto& value : y)
    if (value < 0) value *= static_cast<T>(slope);
}

template <typename T>
void conv2d_backward_data(const Conv2d& s, const std::vector<T>& w, const std::vector<T>& d_y,
                          std::vector<T>& d_x) {
  d_x.assign(d_x.size(), T(0));
  s.for_each_product([&](auto iy, auto ix, auto iw) { d_x[ix] += d_y[iy] * w[iw]; });
}

template <typename T>
void conv2d_backward_weights(const Conv2d& s, const std::vector<T>& x, const std::vector<T>& d_y,
                             std::vector<T>& d_w) {
  d_w.assign(d_w.size(), T(0));
  s.for_each_product([&](auto iy, auto ix, auto iw) { d_w[iw] += d_y[iy] * x[ix]; });
}

}  // namespace cantus::reference
