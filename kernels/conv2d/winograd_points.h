#pragma once

#include <cstdint>

#include "kernels/core/tile.h"

// Tiles of a convolution's outputs by fewer products than they have taps: Winograd's minimal
// filters (Arithmetic Complexity of Computations, 1980; Lavin and Gray 2016, "Fast algorithms for
// convolutional neural networks", eq. 8 to 16), F(2, 3) over time and F(4, 3) over bands. A tile of
// 2 x 4 outputs sees 4 x 6 inputs; both its inputs and the 3 x 3 taps are mapped to 24 points,
// where each channel of a point is one product: 24 products in place of 72.
//
// The points of F(4, 3) are 0, 1, -1, 2, -2 and infinity. Larger tiles need larger numbers and
// lose digits: relative to the sums of 64 channels in the plain order, errors are 1.4 times as
// large here, 0.6 times with F(2, 3) both ways and 4 times with F(4, 3) both ways.
namespace cantus::conv2d_winograd {

using Channels = Vector<float>;  // neighbouring channels of one frame and band
constexpr std::int64_t kChannels = kVectorSize<float>;

constexpr int kTaps = 3;
constexpr int kOutT = 2, kOutF = 4;                                // outputs of a tile
constexpr int kInT = kOutT + kTaps - 1, kInF = kOutF + kTaps - 1;  // inputs under it
constexpr int kPoints = kInT * kInF;

// v = B^T d of F(4, 3).
[[gnu::always_inline]] inline void points_of_bands(const Channels (&d)[kInF], Channels (&v)[kInF]) {
  const Channels even = d[4] - 4.0f * d[2], odd = d[3] - 4.0f * d[1];
  const Channels even2 = d[4] - d[2], odd2 = d[3] - d[1];
  v[0] = 4.0f * d[0] - 5.0f * d[2] + d[4];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = even2 + 2.0f * odd2;
  v[4] = even2 - 2.0f * odd2;
  v[5] = 4.0f * d[1] - 5.0f * d[3] + d[5];
}

// v = B^T d of F(2, 3).
[[gnu::always_inline]] inline void points_of_frames(const Channels (&d)[kInT],
                                                    Channels (&v)[kInT]) {
  v[0] = d[0] - d[2];
  v[1] = d[1] + d[2];
  v[2] = d[2] - d[1];
  v[3] = d[1] - d[3];
}

// d = B v, the transposes of both, by which gradients of points reach the inputs.
[[gnu::always_inline]] inline void gradient_of_band_points(const Channels (&v)[kInF],
                                                           Channels (&d)[kInF]) {
  const Channels sum = v[1] + v[2], difference = v[1] - v[2];
  const Channels sum2 = v[3] + v[4], difference2 = v[3] - v[4];
  d[0] = 4.0f * v[0];
  d[1] = 4.0f * (v[5] - difference) - 2.0f * difference2;
  d[2] = -5.0f * v[0] - 4.0f * sum - sum2;
  d[3] = difference + 2.0f * difference2 - 5.0f * v[5];
  d[4] = v[0] + sum + sum2;
  d[5] = v[5];
}

[[gnu::always_inline]] inline void gradient_of_frame_points(const Channels (&v)[kInT],
                                                            Channels (&d)[kInT]) {
  d[0] = v[0];
  d[1] = v[1] - v[2] + v[3];
  d[2] = v[1] + v[2] - v[0];
  d[3] = -v[3];
}

// y = A^T m of F(4, 3) and F(2, 3).
[[gnu::always_inline]] inline void bands_of_points(const Channels (&m)[kInF],
                                                   Channels (&y)[kOutF]) {
  const Channels sum = m[1] + m[2], difference = m[1] - m[2];
  const Channels sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  y[0] = m[0] + sum + sum2;
  y[1] = difference + 2.0f * difference2;
  y[2] = sum + 4.0f * sum2;
  y[3] = difference + 8.0f * difference2 + m[5];
}

[[gnu::always_inline]] inline void frames_of_points(const Channels (&m)[kInT],
                                                    Channels (&y)[kOutT]) {
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}

// m = A y, the transposes of both, by which gradients of outputs reach the points.
[[gnu::always_inline]] inline void gradient_of_bands(const Channels (&y)[kOutF],
                                                     Channels (&m)[kInF]) {
  const Channels even = y[0] + y[2], odd = y[1] + y[3];
  const Channels even2 = y[0] + 4.0f * y[2], odd2 = 2.0f * y[1] + 8.0f * y[3];
  m[0] = y[0];
  m[1] = even + odd;
  m[2] = even - odd;
  m[3] = even2 + odd2;
  m[4] = even2 - odd2;
  m[5] = y[3];
}

[[gnu::always_inline]] inline void gradient_of_frames(const Channels (&y)[kOutT],
                                                      Channels (&m)[kInT]) {
  m[0] = y[0];
  m[1] = y[0] + y[1];
  m[2] = y[0] - y[1];
  m[3] = -y[1];
}

// u = G g, of taps.
[[gnu::always_inline]] inline void points_of_band_taps(const Channels (&g)[kTaps],
                                                       Channels (&u)[kInF]) {
  const Channels even = g[0] + g[2];
  const Channels even2 = g[0] * (1.0f / 24) + g[2] * (1.0f / 6), odd2 = g[1] * (1.0f / 12);
  u[0] = g[0] * 0.25f;
  u[1] = (even + g[1]) * (-1.0f / 6);
  u[2] = (even - g[1]) * (-1.0f / 6);
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}

[[gnu::always_inline]] inline void points_of_frame_taps(const Channels (&g)[kTaps],
                                                        Channels (&u)[kInT]) {
  const Channels even = g[0] + g[2];
  u[0] = g[0];
  u[1] = (even + g[1]) * 0.5f;
  u[2] = (even - g[1]) * 0.5f;
  u[3] = g[2];
}

// g = G^T u, by which gradients of points reach the taps.
[[gnu::always_inline]] inline void gradient_of_band_taps(const Channels (&u)[kInF],
                                                         Channels (&g)[kTaps]) {
  const Channels sum = (u[1] + u[2]) * (1.0f / 6), sum2 = (u[3] + u[4]) * (1.0f / 24);
  g[0] = u[0] * 0.25f - sum + sum2;
  g[1] = (u[2] - u[1]) * (1.0f / 6) + (u[3] - u[4]) * (1.0f / 12);
  g[2] = 4.0f * sum2 - sum + u[5];
}

[[gnu::always_inline]] inline void gradient_of_frame_taps(const Channels (&u)[kInT],
                                                          Channels (&g)[kTaps]) {
  const Channels sum = (u[1] + u[2]) * 0.5f;
  g[0] = u[0] + sum;
  g[1] = (u[1] - u[2]) * 0.5f;
  g[2] = sum + u[3];
}

// All points of kT x kF values, whose rows row(i, d) gives: along the bands by of_bands, then along
// the frames by of_frames, each to take(point, value).
template <int kT, int kF, class Row, class OfBands, class OfFrames, class Take>
[[gnu::always_inline]] inline void for_each_point(const Row& row, const OfBands& of_bands,
                                                  const OfFrames& of_frames, const Take& take) {
  Channels columns[kInF][kT];
#pragma GCC unroll 4
  for (int i = 0; i < kT; ++i) {
    Channels d[kF], v[kInF];
    row(i, d);
    of_bands(d, v);
#pragma GCC unroll 8
    for (int j = 0; j < kInF; ++j) columns[j][i] = v[j];
  }
#pragma GCC unroll 8
  for (int j = 0; j < kInF; ++j) {
    Channels v[kInT];
    of_frames(columns[j], v);
#pragma GCC unroll 4
    for (int i = 0; i < kInT; ++i) take(i * kInF + j, v[i]);
  }
}

}  // namespace cantus::conv2d_winograd
