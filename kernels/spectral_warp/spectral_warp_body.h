#pragma once

#include "kernels/core/excerpt_rows.h"
#include "kernels/core/half.h"
#include "kernels/core/math.h"
#include "kernels/spectral_warp/spectral_warp.h"

// The mathematics of the warp, for both devices: the CPU's loops and the GPU's kernel differ only
// in what they keep of a row and of a column.
namespace cantus {

// Where the spline is evaluated along one axis: about the coefficient `at`, `away` of it in
// [-1/2, 1/2).
struct SplinePlace {
  std::int32_t at;
  float away;

  // Of a position in 2^-32, which is rounded to the nearest whole number.
  CANTUS_BODY explicit SplinePlace(std::int64_t position)
      : at(static_cast<std::int32_t>((position + (std::int64_t{1} << 31)) >> 32)),
        away(static_cast<float>(static_cast<std::int32_t>(position)) * (1.0f / 4294967296.0f)) {}
};

// Outside, the image is 0.
CANTUS_BODY bool is_inside(std::int64_t position, std::int64_t size) {
  return position >= 0 && position <= (size - 1) << 32;
}

// The quadratic B-spline's weights of the coefficients before, at and after the place.
struct SplineWeights {
  float before, at, after;

  CANTUS_BODY explicit SplineWeights(float away)
      : before(0.5f * (0.5f - away) * (0.5f - away)),
        at(0.75f - away * away),
        after(0.5f * (0.5f + away) * (0.5f + away)) {}

  CANTUS_BODY float sum(float b, float a, float n) const {
    return before * b + (at * a + after * n);
  }
};

// The neighbours of a coefficient, mirrored about the ends.
CANTUS_BODY std::int64_t before(std::int64_t at) { return at > 0 ? at - 1 : 1; }
CANTUS_BODY std::int64_t after(std::int64_t at, std::int64_t size) {
  return at + 1 < size ? at + 1 : size - 2;
}

// The filter's factor at a bin.
CANTUS_BODY float filter_factor(const Warp& warp, std::int64_t bin) {
  const float z = (static_cast<float>(bin) - warp.filter_centre) * warp.filter_inv_width;
  return math::exp(warp.filter_peak * math::exp(-0.5f * z * z));
}

CANTUS_BODY float finished(float magnitude, float factor, float mean, float inv_std) {
  return (math::log1p((magnitude > 0 ? magnitude : 0) * factor) - mean) * inv_std;
}

// One value, as a GPU computes it: nine coefficients from the first-level cache, of which a warp's
// neighbouring bins share all but a few.
template <typename Stored>
struct SpectralWarp {
  ExcerptRows rows;
  WarpShape shape;
  const Stored* coefficients;
  const std::int64_t* first_frames;
  const Warp* warps;
  const float* mean;
  const float* inv_std;
  float* out;

  CANTUS_BODY void operator()(std::int64_t row, std::int64_t bin) const {
    const ExcerptRows::Place at = rows(row);
    const Warp warp = warps[at.excerpt];
    const std::int64_t time = warp.first_frame + at.frame * warp.frame_step;
    const std::int64_t pitch = bin * warp.bin_step;
    float magnitude = 0;
    if (is_inside(time, shape.num_source_frames) && is_inside(pitch, shape.num_source_bins)) {
      const SplinePlace t(time), f(pitch);
      const SplineWeights along_time(t.away);
      const Stored* source = coefficients + first_frames[at.excerpt] * shape.num_source_bins;
      const Stored* b = source + before(t.at) * shape.num_source_bins;
      const Stored* a = source + t.at * shape.num_source_bins;
      const Stored* n = source + after(t.at, shape.num_source_frames) * shape.num_source_bins;
      const auto column = [&](std::int64_t k) {
        return along_time.sum(to_float(b[k]), to_float(a[k]), to_float(n[k]));
      };
      magnitude = SplineWeights(f.away).sum(column(before(f.at)), column(f.at),
                                            column(after(f.at, shape.num_source_bins)));
    }
    out[row * shape.num_bins + bin] =
        finished(magnitude, filter_factor(warp, bin), mean[bin], inv_std[bin]);
  }
};

}  // namespace cantus
