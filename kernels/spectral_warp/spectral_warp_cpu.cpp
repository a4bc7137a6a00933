#include <algorithm>

#include "kernels/core/blocks.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/spectral_warp/spectral_warp_body.h"

namespace cantus {
namespace {

// Rows of one excerpt that a task computes: what is known of its columns serves all of them.
constexpr std::int64_t kTaskRows = 32;

// What a task knows of the columns, and a row of the source between the two directions: first the
// three frames become one, whose bins are contiguous, then three bins of it a value.
struct Columns {
  std::int32_t* at;              // of `row`
  float *before, *here, *after;  // weights, zeros outside the source
  float* factor;                 // of the filter
  float* row;                    // mirrored: bin k stands at k + 1

  static std::int64_t num_values(const WarpShape& shape) {
    return 5 * shape.num_bins + shape.num_source_bins + 2;
  }

  Columns(float* memory, const WarpShape& shape)
      : at(reinterpret_cast<std::int32_t*>(memory)),
        before(memory + shape.num_bins),
        here(before + shape.num_bins),
        after(here + shape.num_bins),
        factor(after + shape.num_bins),
        row(factor + shape.num_bins) {}

  void prepare(const Warp& warp, const WarpShape& shape) const {
    const Warp local = warp;
    const std::int64_t size = shape.num_source_bins;
#pragma omp simd
    for (std::int64_t j = 0; j < shape.num_bins; ++j) {
      const std::int64_t position = j * local.bin_step;
      const bool inside = is_inside(position, size);
      const SplinePlace place(inside ? position : 0);
      const SplineWeights weights(place.away);
      at[j] = place.at + 1;
      before[j] = inside ? weights.before : 0;
      here[j] = inside ? weights.at : 0;
      after[j] = inside ? weights.after : 0;
      factor[j] = filter_factor(local, j);
    }
  }

  template <typename Stored>
  void mix_frames(const SplineWeights& weights, std::int64_t size, const Stored* b, const Stored* a,
                  const Stored* n) const {
    float* mixed = row + 1;
#pragma omp simd
    for (std::int64_t k = 0; k < size; ++k)
      mixed[k] = weights.sum(to_float(b[k]), to_float(a[k]), to_float(n[k]));
    row[0] = row[2];
    row[size + 1] = row[size - 1];
  }

  void finish(std::int64_t num_bins, const float* mean, const float* inv_std, float* out) const {
    // A copy on the stack: no store changes where the arrays are.
    const Columns c = *this;
#pragma omp simd
    for (std::int64_t j = 0; j < num_bins; ++j) {
      const std::int32_t k = c.at[j];
      const float magnitude =
          c.before[j] * c.row[k - 1] + (c.here[j] * c.row[k] + c.after[j] * c.row[k + 1]);
      out[j] = finished(magnitude, c.factor[j], mean[j], inv_std[j]);
    }
  }
};

void finish_silence(std::int64_t num_bins, const float* mean, const float* inv_std, float* out) {
#pragma omp simd
  for (std::int64_t j = 0; j < num_bins; ++j) out[j] = finished(0, 1, mean[j], inv_std[j]);
}

}  // namespace

std::size_t spectral_warp_scratch_bytes(const Queue& queue, const WarpShape& shape) {
  if (!queue.memory().is_host()) return 0;
  return queue.num_threads() * Columns::num_values(shape) * sizeof(float);
}

template <typename Stored>
void spectral_warp(Queue& queue, const WarpShape& shape, std::int64_t batch_size,
                   const Stored* coefficients, const std::int64_t* first_frames, const Warp* warps,
                   const float* mean, const float* inv_std, float* out) {
  CANTUS_REQUIRE(shape.num_source_frames >= 2 && shape.num_source_bins >= 2,
                 "a spectrum of two frames and bins at least");
  if (const auto run = device_kernel(queue, "spectral_warp", spectral_warp<Stored>))
    return run(queue, shape, batch_size, coefficients, first_frames, warps, mean, inv_std, out);
  const std::int64_t size = shape.num_source_bins;
  const std::int64_t per_excerpt = (shape.num_frames + kTaskRows - 1) / kTaskRows;
  const std::int64_t num_tasks = batch_size * per_excerpt;
  const std::int64_t num_shares = std::min<std::int64_t>(queue.num_threads(), num_tasks);
  auto* scratch = static_cast<float*>(queue.scratch(spectral_warp_scratch_bytes(queue, shape)));
  parallel_for(queue, num_shares, [&](std::int64_t share) {
    const Columns columns(scratch + share * Columns::num_values(shape), shape);
    const std::int64_t end = num_tasks * (share + 1) / num_shares;
    for (std::int64_t task = num_tasks * share / num_shares; task < end; ++task) {
      const std::int64_t sample = task / per_excerpt;
      const std::int64_t first = task % per_excerpt * kTaskRows;
      const Warp& warp = warps[sample];
      const Stored* source = coefficients + first_frames[sample] * size;
      columns.prepare(warp, shape);
      for (std::int64_t i = first; i < std::min(first + kTaskRows, shape.num_frames); ++i) {
        float* to = out + (sample * shape.num_frames + i) * shape.num_bins;
        const std::int64_t time = warp.first_frame + i * warp.frame_step;
        if (!is_inside(time, shape.num_source_frames)) {
          finish_silence(shape.num_bins, mean, inv_std, to);
          continue;
        }
        const SplinePlace place(time);
        columns.mix_frames(SplineWeights(place.away), size, source + before(place.at) * size,
                           source + place.at * size,
                           source + after(place.at, shape.num_source_frames) * size);
        columns.finish(shape.num_bins, mean, inv_std, to);
      }
    }
  });
}

template void spectral_warp(Queue&, const WarpShape&, std::int64_t, const float*,
                            const std::int64_t*, const Warp*, const float*, const float*, float*);
template void spectral_warp(Queue&, const WarpShape&, std::int64_t, const std::uint16_t*,
                            const std::int64_t*, const Warp*, const float*, const float*, float*);

}  // namespace cantus
