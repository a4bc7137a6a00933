#include <algorithm>
#include <cmath>

#include "kernels/core/blocks.h"
#include "kernels/core/error.h"
#include "kernels/median/median.h"

namespace cantus {
namespace {

// Total over all floats, so that a NaN is found again when it leaves the window.
bool sorts_before(float a, float b) { return std::isnan(b) ? !std::isnan(a) : a < b; }

// Replaces one value of a sorted window by another, moving only what lies between them.
void exchange(float leaving, float coming, std::int64_t window, float* sorted) {
  float* end = sorted + window;
  float* hole = std::lower_bound(sorted, end, leaving, sorts_before);
  float* place = std::lower_bound(sorted, end, coming, sorts_before);
  if (place > hole) {
    --place;
    std::move(hole + 1, place + 1, hole);
  } else {
    std::move_backward(place, hole, hole + 1);
  }
  *place = coming;
}

}  // namespace

std::size_t median_scratch_bytes(const Queue& queue, std::int64_t window) {
  return queue.num_threads() * window * sizeof(float);
}

void running_median(Queue& queue, std::int64_t n, std::int64_t window, const float* x, float* y) {
  CANTUS_REQUIRE(window >= 1, "the median of an empty window");
  CANTUS_REQUIRE(queue.memory().is_host(), "the running median takes a CPU queue");
  const std::int64_t num_tasks = std::min<std::int64_t>(queue.num_threads(), n);
  auto* scratch = static_cast<float*>(queue.scratch(median_scratch_bytes(queue, window)));
  parallel_for(queue, num_tasks, [&](std::int64_t task) {
    float* sorted = scratch + task * window;
    const std::int64_t begin = n * task / num_tasks;
    const std::int64_t end = n * (task + 1) / num_tasks;
    const auto at = [&](std::int64_t i) { return x[std::clamp<std::int64_t>(i, 0, n - 1)]; };
    for (std::int64_t j = 0; j < window; ++j) sorted[j] = at(begin - window / 2 + j);
    std::sort(sorted, sorted + window, sorts_before);
    y[begin] = sorted[window / 2];
    for (std::int64_t i = begin + 1; i < end; ++i) {
      const std::int64_t first = i - window / 2;
      exchange(at(first - 1), at(first + window - 1), window, sorted);
      y[i] = sorted[window / 2];
    }
  });
}

}  // namespace cantus
