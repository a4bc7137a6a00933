
#include "kernels/core/batches.h"
#include "kernels/core/error.h"
#include "kernels/spectral_warp/spline_prefilter.h"

namespace cantus {
namespace {

constexpr float kPole = -0.17157287525380990f;  // sqrt(8) - 3
constexpr float kGain = 8.0f;                   // (1 - z) (1 - 1 / z)
// |z|^n is below half a float's rounding from here on: what the sum over the mirrored signal, which
// starts the recursion, leaves out.
constexpr std::int64_t kHorizon = 12;

// Filters `count` lines of n values side by side: value i of line l stands at x[i * stride + l].
template <std::int64_t kCount>
void filter_lines(std::int64_t n, std::int64_t stride, std::int64_t count, float* x) {
  const std::int64_t width = kCount > 0 ? kCount : count;
  const auto row = [&](std::int64_t i) { return x + i * stride; };
  float power = 1;
  float start[kCount > 0 ? kCount : 64];
  for (std::int64_t l = 0; l < width; ++l) start[l] = 0;
  for (std::int64_t k = 0; k < kHorizon; ++k, power *= kPole) {
    // The signal repeats with period 2 (n - 1), forth and back.
    const std::int64_t folded = k % (2 * (n - 1));
    const float* from = row(folded < n ? folded : 2 * (n - 1) - folded);
    for (std::int64_t l = 0; l < width; ++l) start[l] += power * from[l];
  }
  for (std::int64_t l = 0; l < width; ++l) x[l] = kGain * start[l];
  for (std::int64_t i = 1; i < n; ++i)
    for (std::int64_t l = 0; l < width; ++l) row(i)[l] = kGain * row(i)[l] + kPole * row(i - 1)[l];
  const float end = kPole / (kPole * kPole - 1);
  for (std::int64_t l = 0; l < width; ++l)
    row(n - 1)[l] = end * (kPole * row(n - 2)[l] + row(n - 1)[l]);
  for (std::int64_t i = n - 2; i >= 0; --i)
    for (std::int64_t l = 0; l < width; ++l) row(i)[l] = kPole * (row(i + 1)[l] - row(i)[l]);
}

// Along time, lines are columns: a strip of bins at a time.
void filter_time(Queue& queue, std::int64_t num_frames, std::int64_t num_bins, float* x) {
  constexpr std::int64_t kStrip = 64;
  if (num_frames < 2) return;
  parallel_for(queue, (num_bins + kStrip - 1) / kStrip, [&](std::int64_t strip) {
    const std::int64_t first = strip * kStrip;
    const std::int64_t width = std::min(kStrip, num_bins - first);
    if (width == kStrip)
      filter_lines<kStrip>(num_frames, num_bins, width, x + first);
    else
      filter_lines<0>(num_frames, num_bins, width, x + first);
  });
}

// Along frequency a register holds the same bin of several frames.
void filter_frequency(Queue& queue, std::int64_t num_frames, std::int64_t num_bins, float* x) {
  if (num_bins < 2) return;
  for_each_batch(queue, num_frames, num_bins, [&](std::int64_t first, Lanes* lanes) {
    const std::int64_t valid = std::min<std::int64_t>(kLanes, num_frames - first);
    float* rows = x + first * num_bins;
    rows_to_lanes(rows, num_bins, valid, num_bins, nullptr, lanes);
    filter_lines<kLanes>(num_bins, kLanes, kLanes, reinterpret_cast<float*>(lanes));
    lanes_to_rows(lanes, num_bins, valid, num_bins, rows);
  });
}

}  // namespace

std::size_t spline_prefilter_scratch_bytes(const Queue& queue, std::int64_t num_bins) {
  return queue.num_threads() * num_bins * sizeof(Lanes);
}

void spline_prefilter(Queue& queue, std::int64_t num_frames, std::int64_t num_bins, const float* x,
                      float* coefficients) {
  CANTUS_REQUIRE(queue.memory().is_host(), "the prefilter takes a CPU queue");
  if (coefficients != x) std::copy_n(x, num_frames * num_bins, coefficients);
  filter_time(queue, num_frames, num_bins, coefficients);
  filter_frequency(queue, num_frames, num_bins, coefficients);
}

}  // namespace cantus
