#include "kernels/cone/cone.h"

#include "kernels/cone/cone_body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"

namespace cantus {

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
