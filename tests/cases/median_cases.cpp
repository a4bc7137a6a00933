#include "kernels/median/median.h"

#include "tests/cases/cases.h"
#include "tests/reference/median_reference.h"

namespace cantus::testing {
namespace {

KernelCase median_case(std::int64_t n, std::int64_t window, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::running_median(window, in[0], out[0]);
  };
  return {
      .name = "running_median " + std::to_string(n) + " by " + std::to_string(window),
      .inputs = {uniform_values(n, 1, 0, 1)},
      .output_sizes = {n},
      .kernel = [=](Queue& queue, const auto& in,
                    auto& out) { running_median(queue, n, window, in[0].data(), out[0].data()); },
      .definition = definition,
      .bytes = 8.0 * static_cast<double>(n),
      .flops = static_cast<double>(n * window),
      .cpu_only = true,
      .full_size = full_size,
      .scratch_bytes = [=](Queue& queue) { return median_scratch_bytes(queue, window); }};
}

}  // namespace

void add_median_cases(CaseList& list) {
  for (const auto& [n, window] :
       {std::pair{1, 56}, {10, 1}, {10, 2}, {40, 56}, {700, 56}, {300, 7}})
    list.kernels.push_back(median_case(n, window, false));
  // the curve of a song of four minutes, at 70 frames a second
  list.kernels.push_back(median_case(16800, 56, true));
}

}  // namespace cantus::testing
