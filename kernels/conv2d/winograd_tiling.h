#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "kernels/conv2d/conv2d.h"
#include "kernels/conv2d/winograd_maps.h"
#include "kernels/core/divisor.h"

// The tiles of a convolution, on both devices. Int counts places: 64 bits, or 32 on a GPU.
namespace cantus::conv2d_winograd {

// A convolution from one array to another, zeros around the input: the forward pass, or, with the
// taps turned, the data gradient. There are three taps in time; those over bands form groups of
// three, each of which reads inputs three bands above the group before it, so that a point has the
// channels of all groups side by side. The last group is filled up with zeros.
template <class Int>
struct CorrelationOf {
  Int n, in_t, in_f, c_in, out_t, out_f, c_out, k_f, pad_t, pad_f, dilation;

  Int groups() const { return (k_f + kTaps - 1) / kTaps; }
  Int depth() const { return groups() * c_in; }
};
using Correlation = CorrelationOf<std::int64_t>;

inline Correlation forward_of(const Conv2dShape& s) {
  return {s.n,     s.t,   s.f,       s.c_in,    s.out_t(),   s.out_f(),
          s.c_out, s.k_f, s.pad_t(), s.pad_f(), s.dilation_t};
}

inline Correlation data_gradient_of(const Conv2dShape& s) {
  return {.n = s.n,
          .in_t = s.out_t(),
          .in_f = s.out_f(),
          .c_in = s.c_out,
          .out_t = s.t,
          .out_f = s.f,
          .c_out = s.c_in,
          .k_f = s.k_f,
          .pad_t = s.dilation_t * (s.k_t - 1) - s.pad_t(),
          .pad_f = s.k_f - 1 - s.pad_f(),
          .dilation = s.dilation_t};
}

// Where a tile lies: its first output. Its two frames are a dilation apart.
template <class Int>
struct SpotOf {
  Int sample, t, f;
};
using Spot = SpotOf<std::int64_t>;

// Numbers the tiles of all samples: band by band, then pairs of frames, then the frames between
// dilated ones. Some tiles may lie beyond the last frame or reach past the last band.
template <class Int>
class TilingOf {
 public:
  explicit TilingOf(const CorrelationOf<Int>& c)
      : TilingOf(c.n, c.dilation, ((c.out_t + c.dilation - 1) / c.dilation + kOutT - 1) / kOutT,
                 (c.out_f + kOutF - 1) / kOutF) {}

  CANTUS_BODY Int count() const { return count_; }

  CANTUS_BODY SpotOf<Int> operator[](Int tile) const {
    const Int row = tile / across_;
    const Int phase = row / pairs_;
    return {phase / by_dilation_, phase % by_dilation_ + row % pairs_ * kOutT * dilation_,
            tile % across_ * kOutF};
  }

 private:
  using By = std::conditional_t<std::is_same_v<Int, std::int32_t>, Divisor, Int>;

  TilingOf(Int n, Int dilation, Int pairs, Int across)
      : dilation_(dilation),
        count_(n * dilation * pairs * across),
        by_dilation_(dilation),
        pairs_(pairs),
        across_(across) {}

  Int dilation_, count_;
  By by_dilation_, pairs_, across_;
};
using Tiling = TilingOf<std::int64_t>;

// The products per pair of channels in the definition, without those with the zeros around x.
inline std::int64_t num_products(const Correlation& c) {
  const auto taps_inside = [](std::int64_t out, std::int64_t in, std::int64_t taps,
                              std::int64_t pad, std::int64_t step) {
    std::int64_t sum = 0;
    for (std::int64_t tap = 0; tap < taps; ++tap) {
      const std::int64_t shift = tap * step - pad;
      sum +=
          std::max<std::int64_t>(0, std::min(out, in - shift) - std::max<std::int64_t>(0, -shift));
    }
    return sum;
  };
  return c.n * taps_inside(c.out_t, c.in_t, kTaps, c.pad_t, c.dilation) *
         taps_inside(c.out_f, c.in_f, c.k_f, c.pad_f, 1);
}

// Whether tiles, multiplied `rows` at a time, save at least a third of the products. Mapping the
// taps to their points is counted as a few tiles more.
inline bool saves_products(const Correlation& c, std::int64_t rows) {
  constexpr std::int64_t kForTaps = 8;
  const std::int64_t tiles = (Tiling(c).count() + rows - 1) / rows * rows + kForTaps;
  return 3 * kPoints * c.groups() * tiles <= 2 * num_products(c);
}

}  // namespace cantus::conv2d_winograd
