#pragma once

#include <cstdint>

#include "kernels/core/queue.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {

// The gradient that reaches one frame of an excerpt passes through few rows of each layer, its
// cone; what those rows held in the forward pass stands in the layer's output over the whole
// stretch, once for all excerpts. Row r of excerpt e is the stretch's row
//   e + (first + r) dilation_t
// (Schlueter 2016, section 4.1: only the central frame of an excerpt's saliency map is kept.)
struct ConeRows {
  std::int64_t num_excerpts, num_rows;
  std::int64_t first;       // the excerpt's own number of row 0
  std::int64_t dilation_t;  // of the stretch
};

// The backward pass of a leaky ReLU on the rows of a cone; see leaky_relu_backward.
//   y [rows of the stretch, row_size], d_y, d_x [num_excerpts, num_rows, row_size]; d_x may be d_y
void leaky_relu_cone_backward(Queue& queue, const ConeRows& rows, std::int64_t row_size,
                              float slope, RectifierRule rule, const float* y, const float* d_y,
                              float* d_x);

// A max-pool of an excerpt whose windows do not overlap, between the rows of two cones. Rows and
// bands of x that lie in no window, or in one whose row is not among y's, get 0.
struct ConePool {
  ConeRows x, y;  // the dilation of x is not used
  std::int64_t x_bands, y_bands, num_channels;
  std::int64_t window_t, window_f, stride_t, stride_f;
};

// The backward pass: every d_y goes to the value that won; see max_pool_backward.
//   index [rows of the stretch, y_bands, c], d_y [num_excerpts, y.num_rows, y_bands, c]
//   d_x [num_excerpts, x.num_rows, x_bands, c]: written whole
void max_pool_cone_backward(Queue& queue, const ConePool& pool, const std::uint8_t* index,
                            const float* d_y, float* d_x);

}  // namespace cantus
