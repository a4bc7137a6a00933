#include <algorithm>

#include "kernels/core/blocks.h"
#include "kernels/core/error.h"
#include "kernels/max_pool/max_pool.h"

namespace cantus {
namespace {

void check(const MaxPoolShape& s) {
  CANTUS_REQUIRE(s.window_t * s.window_f <= 256, "a pooling window holds more than 256 values");
  CANTUS_REQUIRE(s.dilation_t * (s.window_t - 1) < s.t && s.dilation_f * (s.window_f - 1) < s.f,
                 "a pooling window does not fit into its input");
}

constexpr std::int64_t kTile = 64;  // channels whose maxima stay in the first-level cache

// One window, from its first value `x`, for `width` channels.
template <typename T>
void pool_window(const MaxPoolShape& s, std::int64_t width, const T* x, T* y, std::uint8_t* index) {
  T best[kTile];
  std::int32_t winner[kTile];
  for (std::int64_t c = 0; c < width; ++c) {
    best[c] = x[c];
    winner[c] = 0;
  }
  for (std::int64_t i = 0; i < s.window_t; ++i) {
    for (std::int64_t j = 0; j < s.window_f; ++j) {
      const T* in = x + (i * s.dilation_t * s.f + j * s.dilation_f) * s.c;
      const auto tap = static_cast<std::int32_t>(i * s.window_f + j);
#pragma omp simd
      for (std::int64_t c = 0; c < width; ++c) {
        const T v = in[c];
        const bool wins = (v > best[c]) | ((v != v) & (best[c] == best[c]));
        best[c] = wins ? v : best[c];
        winner[c] = wins ? tap : winner[c];
      }
    }
  }
  for (std::int64_t c = 0; c < width; ++c) y[c] = best[c];
  if (index == nullptr) return;
  for (std::int64_t c = 0; c < width; ++c) index[c] = static_cast<std::uint8_t>(winner[c]);
}

// d_x [f, c] of one input frame gathers from the windows of one output frame: value `i` of theirs
// in time falls on it.
template <typename T>
void gather_frame(const MaxPoolShape& s, std::int64_t i, const std::uint8_t* index, const T* d_y,
                  T* d_x) {
  for (std::int64_t out = 0; out < s.out_f(); ++out) {
    for (std::int64_t j = 0; j < s.window_f; ++j) {
      const auto tap = static_cast<std::uint8_t>(i * s.window_f + j);
      T* d = d_x + (out * s.stride_f + j * s.dilation_f) * s.c;
#pragma omp simd
      for (std::int64_t c = 0; c < s.c; ++c)
        d[c] += index[out * s.c + c] == tap ? d_y[out * s.c + c] : T(0);
    }
  }
}

}  // namespace

template <typename T>
void max_pool_forward(Queue& queue, const MaxPoolShape& s, const T* x, T* y, std::uint8_t* index) {
  check(s);
  const std::int64_t out_t = s.out_t();
  const std::int64_t out_f = s.out_f();
  parallel_for(queue, s.n * out_t, [&, s](std::int64_t frame) {
    const T* in = x + (frame / out_t * s.t + frame % out_t * s.stride_t) * s.f * s.c;
    for (std::int64_t f = 0; f < out_f; ++f) {
      const std::int64_t out = (frame * out_f + f) * s.c;
      for (std::int64_t c = 0; c < s.c; c += kTile)
        pool_window(s, std::min(kTile, s.c - c), in + f * s.stride_f * s.c + c, y + out + c,
                    index == nullptr ? nullptr : index + out + c);
    }
  });
}

template <typename T>
void max_pool_backward(Queue& queue, const MaxPoolShape& s, const std::uint8_t* index, const T* d_y,
                       T* d_x) {
  check(s);
  const std::int64_t out_size = s.out_f() * s.c;
  parallel_for(queue, s.n * s.t, [&, s](std::int64_t frame) {
    T* d = d_x + frame * s.f * s.c;
    std::fill(d, d + s.f * s.c, T(0));
    const std::int64_t sample = frame / s.t;
    // output frames in ascending order: value i of the window falls on this frame
    for (std::int64_t i = s.window_t - 1; i >= 0; --i) {
      const std::int64_t start = frame % s.t - i * s.dilation_t;
      if (start < 0 || start % s.stride_t != 0 || start / s.stride_t >= s.out_t()) continue;
      const std::int64_t out = (sample * s.out_t() + start / s.stride_t) * out_size;
      gather_frame(s, i, index + out, d_y + out, d);
    }
  });
}

template void max_pool_forward(Queue&, const MaxPoolShape&, const float*, float*, std::uint8_t*);
template void max_pool_forward(Queue&, const MaxPoolShape&, const double*, double*, std::uint8_t*);
template void max_pool_backward(Queue&, const MaxPoolShape&, const std::uint8_t*, const float*,
                                float*);
template void max_pool_backward(Queue&, const MaxPoolShape&, const std::uint8_t*, const double*,
                                double*);

}  // namespace cantus
