#include <gtest/gtest.h>

#include <cmath>

#include "tests/reference/cone_reference.h"
#include "tests/reference/conv2d_reference.h"
#include "tests/reference/leaky_relu_reference.h"
#include "tests/reference/max_pool_reference.h"
#include "tests/support/kernel_case.h"

// Shows that the rows of a cone are those of the whole backward pass, by the kernels' definitions
// alone and in double, where rounding hides nothing. Other tests show that the pass builds such a
// graph and that the kernels compute it in float.
namespace cantus {
namespace {

using Numbers = std::vector<double>;
using reference::Cone;
using reference::Conv2d;

constexpr std::int64_t kFrames = 31, kBands = 14, kCentre = 15, kExcerpts = 5;
constexpr double kSlope = 0.01;

// Schlueter 2016's layers, made small: two convolutions, a pool, a third convolution, a dense layer
// over everything that remains. The same struct is a network over excerpts (pool stride 3) and over
// a stretch (stride 1, then a dilated convolution).
struct Layers {
  std::int64_t n, t;
  bool is_stretch;

  Conv2d conv1{n, t, kBands, 1, 3, 3, 3, false, 1};
  Conv2d conv2{n, conv1.out_t(), conv1.out_f(), 3, 2, 3, 3, false, 1};
  reference::Pooling pool{n, conv2.out_t(), conv2.out_f(), 2, 3, 3, is_stretch ? 1 : 3, 3, 1};
  std::int64_t pooled_t = is_stretch ? conv2.out_t() - 2 : conv2.out_t() / 3;
  Conv2d conv3{n, pooled_t, conv2.out_f() / 3, 2, 4, 3, 3, false, is_stretch ? 3 : 1};
  Numbers w1 = testing::normal_values(27, 1), w2 = testing::normal_values(54, 2),
          w3 = testing::normal_values(72, 3);

  Numbers y1, y2, index, y3;  // after their rectifiers

  static Numbers convolve(const Conv2d& conv, const Numbers& x, const Numbers& w) {
    Numbers y(static_cast<std::size_t>(conv.n * conv.out_t() * conv.out_f() * conv.c_out));
    reference::conv2d_forward(conv, x, w, {}, kSlope, y);
    return y;
  }
  void forward(const Numbers& x) {
    y1 = convolve(conv1, x, w1);
    y2 = convolve(conv2, y1, w2);
    Numbers pooled(static_cast<std::size_t>(n * pooled_t * conv3.f * 2));
    index.resize(pooled.size());
    reference::max_pool_forward(pool, y2, pooled, index);
    y3 = convolve(conv3, pooled, w3);
  }
};

Numbers backward_data(const Conv2d& conv, const Numbers& w, const Numbers& d_y) {
  Numbers d_x(static_cast<std::size_t>(conv.n * conv.t * conv.f * conv.c_in));
  reference::conv2d_backward_data(conv, w, d_y, d_x);
  return d_x;
}

Numbers guided(const Numbers& y, const Numbers& d_y) {
  Numbers d_x(y.size());
  reference::guided_relu_backward(y, d_y, d_x);
  return d_x;
}

// The central row of each excerpt's whole guided backward pass; `dense`: the last layer's weights.
Numbers by_excerpts(const Numbers& stretch, const Numbers& dense) {
  Numbers rows;
  for (std::int64_t e = 0; e < kExcerpts; ++e) {
    Layers layers{1, kFrames, false};
    layers.forward({stretch.begin() + e * kBands, stretch.begin() + (e + kFrames) * kBands});
    const Numbers d_pooled = backward_data(layers.conv3, layers.w3, guided(layers.y3, dense));
    Numbers d_y2(layers.y2.size());
    reference::max_pool_backward(layers.pool, layers.index, d_pooled, d_y2);
    const Numbers d_y1 = backward_data(layers.conv2, layers.w2, guided(layers.y2, d_y2));
    const Numbers d_x = backward_data(layers.conv1, layers.w1, guided(layers.y1, d_y1));
    rows.insert(rows.end(), d_x.begin() + kCentre * kBands, d_x.begin() + (kCentre + 1) * kBands);
  }
  return rows;
}

Numbers guided(const Cone& cone, std::int64_t row_size, const Numbers& y, const Numbers& d_y) {
  Numbers d_x(d_y.size());
  reference::leaky_relu_cone_backward(cone, row_size, kSlope, true, y, d_y, d_x);
  return d_x;
}

// The wanted rows of a convolution's input gradient, from all rows of d_y that affect them.
Numbers backward_rows(Conv2d conv, std::int64_t num_rows, const Numbers& w, const Numbers& d_y) {
  conv.n = kExcerpts;
  conv.t = num_rows;
  conv.dilation_t = 1;
  conv.full_frames = true;
  return backward_data(conv, w, d_y);
}

// The same rows from one forward pass: row 15 of the input, hence rows 13 to 15 of conv1, 11 to 15
// of conv2, 3 to 5 of the pool, 1 to 5 of 7 of conv3.
Numbers by_cone(const Numbers& stretch, const Numbers& dense) {
  Layers layers{1, kFrames + kExcerpts - 1, true};
  layers.forward(stretch);
  const Cone of3{kExcerpts, 5, 1, 3}, pooled{kExcerpts, 3, 3, 3}, of2{kExcerpts, 5, 11, 1},
      of1{kExcerpts, 3, 13, 1};
  const std::int64_t size3 = layers.conv3.out_f() * 4;
  Numbers d_y3;
  for (std::int64_t e = 0; e < kExcerpts; ++e)
    d_y3.insert(d_y3.end(), dense.begin() + size3, dense.begin() + 6 * size3);
  const Numbers d_pooled =
      backward_rows(layers.conv3, pooled.num_rows, layers.w3, guided(of3, size3, layers.y3, d_y3));
  const std::int64_t bands2 = layers.conv2.out_f();
  Numbers d_y2(static_cast<std::size_t>(kExcerpts * of2.num_rows * bands2 * 2));
  reference::max_pool_cone_backward({of2, pooled, bands2, layers.conv3.f, 2, 3, 3, 3, 3},
                                    layers.index, d_pooled, d_y2);
  const Numbers d_y1 = backward_rows(layers.conv2, of1.num_rows, layers.w2,
                                     guided(of2, bands2 * 2, layers.y2, d_y2));
  return backward_rows(layers.conv1, 1, layers.w1,
                       guided(of1, layers.conv1.out_f() * 3, layers.y1, d_y1));
}

TEST(Cone, HasTheRowsOfTheWholeBackwardPass) {
  const Numbers stretch = testing::normal_values((kFrames + kExcerpts - 1) * kBands, 4);
  const Numbers dense = testing::normal_values(7 * 1 * 4, 5);
  const Numbers whole = by_excerpts(stretch, dense), cone = by_cone(stretch, dense);
  ASSERT_EQ(whole.size(), cone.size());
  double largest = 0;
  for (const double value : whole) largest = std::max(largest, std::fabs(value));
  ASSERT_GT(largest, 0.1);
  for (std::size_t i = 0; i < whole.size(); ++i)
    EXPECT_NEAR(cone[i], whole[i], 1e-12 * largest) << i;
}

}  // namespace
}  // namespace cantus
