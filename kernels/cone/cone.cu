#include "kernels/cone/cone.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus {

// Over the cone's rows.
template <class Rectifier>
struct LeakyReluConeBackward {
  ConeRows rows;
  std::int64_t row_size;
  Rectifier rectifier;
  const float* y;
  const float* d_y;
  float* d_x;

  struct Place {
    std::int64_t stretch, cone;  // first elements
  };
  CANTUS_BODY Place place(std::int64_t row) const {
    const std::int64_t excerpt = row / rows.num_rows;
    const std::int64_t column = rows.first + row % rows.num_rows;
    return {(excerpt + column * rows.dilation_t) * row_size, row * row_size};
  }
  CANTUS_BODY void operator()(const Place& at, std::int64_t i) const {
    d_x[at.cone + i] = rectifier.backward(y[at.stretch + i], d_y[at.cone + i]);
  }
};

// Over the bands of the rows of x, columns are channels.
struct MaxPoolConeBackward {
  ConePool p;
  const std::uint8_t* index;
  const float* d_y;
  float* d_x;

  struct Place {
    std::int64_t stretch, cone, x;  // first elements of index, d_y, d_x
    int tap;                        // in the window's order; -1: in none
  };
  CANTUS_BODY Place place(std::int64_t row) const {
    const std::int64_t band = row % p.x_bands;
    const std::int64_t excerpt = row / p.x_bands / p.x.num_rows;
    const std::int64_t column = p.x.first + row / p.x_bands % p.x.num_rows;
    const std::int64_t y_row = column / p.stride_t - p.y.first;
    const std::int64_t y_band = band / p.stride_f;
    const std::int64_t tap_t = column % p.stride_t;
    const std::int64_t tap_f = band % p.stride_f;
    Place at{0, 0, row * p.num_channels, -1};
    if (y_row < 0 || y_row >= p.y.num_rows || y_band >= p.y_bands || tap_t >= p.window_t ||
        tap_f >= p.window_f)
      return at;
    const std::int64_t stretch_row = excerpt + (p.y.first + y_row) * p.y.dilation_t;
    at.stretch = (stretch_row * p.y_bands + y_band) * p.num_channels;
    at.cone = ((excerpt * p.y.num_rows + y_row) * p.y_bands + y_band) * p.num_channels;
    at.tap = static_cast<int>(tap_t * p.window_f + tap_f);
    return at;
  }
  CANTUS_BODY void operator()(const Place& at, std::int64_t c) const {
    d_x[at.x + c] = index[at.stretch + c] == at.tap ? d_y[at.cone + c] : 0.0f;
  }
};

void leaky_relu_cone_backward(Queue& queue, const ConeRows& rows, std::int64_t row_size,
                              float slope, RectifierRule rule, const float* y, const float* d_y,
                              float* d_x) {
  const std::int64_t num_rows = rows.num_excerpts * rows.num_rows;
  with_rectifier(slope, rule, [&](auto rectifier) {
    for_each(queue, num_rows, row_size,
             LeakyReluConeBackward<decltype(rectifier)>{rows, row_size, rectifier, y, d_y, d_x});
  });
}

void max_pool_cone_backward(Queue& queue, const ConePool& pool, const std::uint8_t* index,
                            const float* d_y, float* d_x) {
  CANTUS_REQUIRE(pool.window_t <= pool.stride_t && pool.window_f <= pool.stride_f,
                 "the windows of a pool overlap");
  for_each(queue, pool.x.num_excerpts * pool.x.num_rows * pool.x_bands, pool.num_channels,
           MaxPoolConeBackward{pool, index, d_y, d_x});
}

}  // namespace cantus
