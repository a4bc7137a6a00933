#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/batch_norm_glu_pool/batch_norm_glu_pool.h"
#include "kernels/core/math.h"

// One pooling window, for up to kTile neighbouring channels at once: what is known of a window
// stays in the first-level cache.
namespace cantus::batch_norm_glu_pool {

constexpr std::int64_t kTile = 64;

// The normalization of the 2 C channels, y = (x - mean) * scale + beta.
template <typename T>
struct Affine {
  const T* mean;
  const T* scale;
  const T* beta;

  T operator()(T x, std::int64_t channel) const {
    return (x - mean[channel]) * scale[channel] + beta[channel];
  }
};

// Which channels of which window, and where they lie.
struct Place {
  Place(const BatchNormGluPoolShape& shape, std::int64_t window, std::int64_t first_channel)
      : row_size(2 * shape.num_channels),
        linear(first_channel),
        gate(shape.num_channels + first_channel),
        width(std::min(kTile, shape.num_channels - first_channel)),
        in((window / shape.num_windows() * shape.num_bins +
            window % shape.num_windows() * shape.pool) *
           row_size),
        out(window * shape.num_channels + first_channel) {}

  std::int64_t row_size;  // distance of two bins
  std::int64_t linear;    // first channel of the linear half
  std::int64_t gate;      // first channel of the gate
  std::int64_t width;     // number of channels
  std::int64_t in;        // of the window's first bin in x
  std::int64_t out;       // in y and the index
};

template <typename T>
void pool_window(std::int64_t pool, const Place& at, const Affine<T>& affine, const T* x, T* y,
                 std::uint8_t* index) {
  T best[kTile];
  std::int32_t winner[kTile];
  for (std::int64_t bin = 0; bin < pool; ++bin) {
    const T* in = x + at.in + bin * at.row_size;
    const auto number = static_cast<std::int32_t>(bin);
#pragma omp simd
    for (std::int64_t c = 0; c < at.width; ++c) {
      const T a = affine(in[at.linear + c], at.linear + c);
      const T v = a * math::sigmoid(affine(in[at.gate + c], at.gate + c));
      const bool wins = (number == 0) | (v > best[c]) | ((v != v) & (best[c] == best[c]));
      best[c] = wins ? v : best[c];
      winner[c] = wins ? number : winner[c];
    }
  }
  for (std::int64_t c = 0; c < at.width; ++c) y[at.out + c] = best[c];
  for (std::int64_t c = 0; c < at.width; ++c)
    index[at.out + c] = static_cast<std::uint8_t>(winner[c]);
}

// The gradient at the winners of a window, behind the normalization.
template <typename T>
struct WindowGradient {
  std::int32_t winner[kTile];
  T x_linear[kTile], x_gate[kTile];  // the winners' x
  T d_linear[kTile], d_gate[kTile];

  void find(std::int64_t pool, const Place& at, const Affine<T>& affine, const T* x,
            const std::uint8_t* index, const T* d_y) {
    for (std::int64_t c = 0; c < at.width; ++c) winner[c] = index[at.out + c];
    for (std::int64_t bin = 0; bin < pool; ++bin) {
      const T* in = x + at.in + bin * at.row_size;
      const auto number = static_cast<std::int32_t>(bin);
#pragma omp simd
      for (std::int64_t c = 0; c < at.width; ++c) {
        const bool won = (number == 0) | (winner[c] == number);
        x_linear[c] = won ? in[at.linear + c] : x_linear[c];
        x_gate[c] = won ? in[at.gate + c] : x_gate[c];
      }
    }
#pragma omp simd
    for (std::int64_t c = 0; c < at.width; ++c) {
      const T a = affine(x_linear[c], at.linear + c);
      const T sigmoid = math::sigmoid(affine(x_gate[c], at.gate + c));
      const T d = d_y[at.out + c];
      d_linear[c] = d * sigmoid;
      d_gate[c] = d * a * sigmoid * (T(1) - sigmoid);
    }
  }
};

}  // namespace cantus::batch_norm_glu_pool
