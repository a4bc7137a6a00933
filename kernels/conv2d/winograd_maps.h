#pragma once

#include "kernels/core/body.h"

// Tiles of a convolution's outputs by fewer products than they have taps: Winograd's minimal
// filters (Arithmetic Complexity of Computations, 1980; Lavin and Gray 2016, "Fast algorithms for
// convolutional neural networks", eq. 8 to 16), F(2, 3) over time and F(4, 3) over bands. A tile of
// 2 x 4 outputs sees 4 x 6 inputs; both its inputs and the 3 x 3 taps are mapped to 24 points,
// where each channel of a point is one product: 24 products in place of 72.
//
// The points of F(4, 3) are 0, 1, -1, 2, -2 and infinity. Larger tiles need larger numbers and
// lose digits: relative to the sums of 64 channels in the plain order, errors are 1.4 times as
// large here, 0.6 times with F(2, 3) both ways and 4 times with F(4, 3) both ways.
//
// The maps are for both devices: V is a float, or several channels side by side.

namespace cantus::conv2d_winograd {

constexpr int kTaps = 3;
constexpr int kOutT = 2, kOutF = 4;                                // outputs of a tile
constexpr int kInT = kOutT + kTaps - 1, kInF = kOutF + kTaps - 1;  // inputs under it
constexpr int kPoints = kInT * kInF;

// v = B^T d of F(4, 3).
template <class V>
[[gnu::always_inline]] CANTUS_BODY void points_of_bands(const V (&d)[kInF], V (&v)[kInF]) {
  const V even = d[4] - 4.0f * d[2], odd = d[3] - 4.0f * d[1];
  const V even2 = d[4] - d[2], odd2 = d[3] - d[1];
  v[0] = 4.0f * d[0] - 5.0f * d[2] + d[4];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = even2 + 2.0f * odd2;
  v[4] = even2 - 2.0f * odd2;
  v[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

// v = B^T d of F(2, 3).
template <class V>
[[gnu::always_inline]] CANTUS_BODY void points_of_frames(const V (&d)[kInT], V (&v)[kInT]) {
  v[0] = d[0] - d[2];
  v[1] = d[1] + d[2];
  v[2] = d[2] - d[1];
  v[3] = d[1] - d[3];
}

// d = B v, the transposes of both, by which gradients of points reach the inputs.
template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_band_points(const V (&v)[kInF], V (&d)[kInF]) {
  const V sum = v[1] + v[2], difference = v[1] - v[2];
  const V sum2 = v[3] + v[4], difference2 = v[3] - v[4];
  d[0] = 4.0f * v[0];
  d[1] = 4.0f * (v[5] - difference) - 2.0f * difference2;
  d[2] = -5.0f * v[0] - 4.0f * sum - sum2;
  d[3] = difference + 2.0f * difference2 - 5.0f * v[5];
  d[4] = v[0] + sum + sum2;
  d[5] = v[5];
}

template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_frame_points(const V (&v)[kInT], V (&d)[kInT]) {
  d[0] = v[0];
  d[1] = v[1] - v[2] + v[3];
  d[2] = v[1] + v[2] - v[0];
  d[3] = -v[3];
}

// y = A^T m of F(4, 3) and F(2, 3).
template <class V>
[[gnu::always_inline]] CANTUS_BODY void bands_of_points(const V (&m)[kInF], V (&y)[kOutF]) {
  const V sum = m[1] + m[2], difference = m[1] - m[2];
  const V sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  y[0] = m[0] + sum + sum2;
  y[1] = difference + 2.0f * difference2;
  y[2] = sum + 4.0f * sum2;
  y[3] = difference + 8.0f * difference2 + m[5];
}

template <class V>
[[gnu::always_inline]] CANTUS_BODY void frames_of_points(const V (&m)[kInT], V (&y)[kOutT]) {
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}

// m = A y, the transposes of both, by which gradients of outputs reach the points.
template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_bands(const V (&y)[kOutF], V (&m)[kInF]) {
  const V even = y[0] + y[2], odd = y[1] + y[3];
  const V even2 = y[0] + 4.0f * y[2], odd2 = 2.0f * y[1] + 8.0f * y[3];
  m[0] = y[0];
  m[1] = even + odd;
  m[2] = even - odd;
  m[3] = even2 + odd2;
  m[4] = even2 - odd2;
  m[5] = y[3];
}

template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_frames(const V (&y)[kOutT], V (&m)[kInT]) {
  m[0] = y[0];
  m[1] = y[0] + y[1];
  m[2] = y[0] - y[1];
  m[3] = -y[1];
}

// u = G g, of taps.
template <class V>
[[gnu::always_inline]] CANTUS_BODY void points_of_band_taps(const V (&g)[kTaps], V (&u)[kInF]) {
  const V even = g[0] + g[2];
  const V even2 = g[0] * (1.0f / 24) + g[2] * (1.0f / 6), odd2 = g[1] * (1.0f / 12);
  u[0] = g[0] * 0.25f;
  u[1] = (even + g[1]) * (-1.0f / 6);
  u[2] = (even - g[1]) * (-1.0f / 6);
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}

template <class V>
[[gnu::always_inline]] CANTUS_BODY void points_of_frame_taps(const V (&g)[kTaps], V (&u)[kInT]) {
  const V even = g[0] + g[2];
  u[0] = g[0];
  u[1] = (even + g[1]) * 0.5f;
  u[2] = (even - g[1]) * 0.5f;
  u[3] = g[2];
}

// g = G^T u, by which gradients of points reach the taps.
template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_band_taps(const V (&u)[kInF], V (&g)[kTaps]) {
  const V sum = (u[1] + u[2]) * (1.0f / 6), sum2 = (u[3] + u[4]) * (1.0f / 24);
  g[0] = u[0] * 0.25f - sum + sum2;
  g[1] = (u[2] - u[1]) * (1.0f / 6) + (u[3] - u[4]) * (1.0f / 12);
  g[2] = 4.0f * sum2 - sum + u[5];
}

template <class V>
[[gnu::always_inline]] CANTUS_BODY void gradient_of_frame_taps(const V (&u)[kInT], V (&g)[kTaps]) {
  const V sum = (u[1] + u[2]) * 0.5f;
  g[0] = u[0] + sum;
  g[1] = (u[1] - u[2]) * 0.5f;
  g[2] = sum + u[3];
}

// All points of kT x kF values, whose rows row(i, d) gives: along the bands by of_bands, then along
// the frames by of_frames, each to take(point, value).
template <class V, int kT, int kF, class Row, class OfBands, class OfFrames, class Take>
[[gnu::always_inline]] CANTUS_BODY void for_each_point(const Row& row, const OfBands& of_bands,
                                                       const OfFrames& of_frames,
                                                       const Take& take) {
  V columns[kInF][kT];
  CANTUS_UNROLL
  for (int i = 0; i < kT; ++i) {
    V d[kF], v[kInF];
    row(i, d);
    of_bands(d, v);
    CANTUS_UNROLL
    for (int j = 0; j < kInF; ++j) columns[j][i] = v[j];
  }
  CANTUS_UNROLL
  for (int j = 0; j < kInF; ++j) {
    V v[kInT];
    of_frames(columns[j], v);
    CANTUS_UNROLL
    for (int i = 0; i < kInT; ++i) take(i * kInF + j, v[i]);
  }
}

}  // namespace cantus::conv2d_winograd
