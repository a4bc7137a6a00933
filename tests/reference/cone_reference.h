#pragma once

#include <cstdint>
#include <vector>

namespace cantus::reference {

// The rows of a cone, by definition: an excerpt's columns are rows of the stretch.
struct Cone {
  std::int64_t num_excerpts, num_rows, first, dilation_t;

  std::int64_t stretch_row(std::int64_t excerpt, std::int64_t column) const {
    return excerpt + column * dilation_t;
  }
  // Counts up to the last row of the last excerpt.
  std::int64_t num_stretch_rows() const {
    return stretch_row(num_excerpts - 1, first + num_rows - 1) + 1;
  }
};

template <typename T>
void leaky_relu_cone_backward(const Cone& cone, std::int64_t row_size, double slope, bool guided,
                              const std::vector<T>& y, const std::vector<T>& d_y,
                              std::vector<T>& d_x) {
  for (std::int64_t e = 0; e < cone.num_excerpts; ++e)
    for (std::int64_t r = 0; r < cone.num_rows; ++r)
      for (std::int64_t i = 0; i < row_size; ++i) {
        const std::int64_t at = (e * cone.num_rows + r) * row_size + i;
        const T input = y[cone.stretch_row(e, cone.first + r) * row_size + i];
        T d = d_y[at];
        if (guided && (d < 0 || input <= 0)) d = 0;
        if (!guided && input <= 0) d *= static_cast<T>(slope);
        d_x[at] = d;
      }
}

struct PoolOfCone {
  Cone x, y;
  std::int64_t x_bands, y_bands, num_channels, window_t, window_f, stride_t, stride_f;
};

// From each window to the value that was its maximum, if that is among the rows of x.
template <typename T>
void max_pool_cone_backward(const PoolOfCone& p, const std::vector<T>& index,
                            const std::vector<T>& d_y, std::vector<T>& d_x) {
  d_x.assign(d_x.size(), T(0));
  for (std::int64_t e = 0; e < p.y.num_excerpts; ++e)
    for (std::int64_t r = 0; r < p.y.num_rows; ++r)
      for (std::int64_t q = 0; q < p.y_bands; ++q)
        for (std::int64_t c = 0; c < p.num_channels; ++c) {
          const std::int64_t stretch_row = p.y.stretch_row(e, p.y.first + r);
          const auto tap =
              static_cast<std::int64_t>(index[(stretch_row * p.y_bands + q) * p.num_channels + c]);
          const std::int64_t row = (p.y.first + r) * p.stride_t + tap / p.window_f - p.x.first;
          const std::int64_t band = q * p.stride_f + tap % p.window_f;
          if (row < 0 || row >= p.x.num_rows) continue;
          d_x[((e * p.x.num_rows + row) * p.x_bands + band) * p.num_channels + c] +=
              d_y[((e * p.y.num_rows + r) * p.y_bands + q) * p.num_channels + c];
        }
}

}  // namespace cantus::reference
