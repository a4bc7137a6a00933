#include "kernels/fill/fill.h"

#include <algorithm>

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

KernelCase fill_case(std::int64_t n, float value) {
  const auto definition = [value](const auto&, auto& out) {
    std::fill(out[0].begin(), out[0].end(), value);
  };
  return {
      .name = "fill " + std::to_string(n),
      .inputs = {},
      .output_sizes = {n},
      .kernel = [=](Queue& queue, const auto&, auto& out) { fill(queue, n, value, out[0].data()); },
      .definition = definition,
      .bytes = 4.0 * n};
}

}  // namespace

void add_fill_cases(CaseList& list) {
  list.kernels.push_back(fill_case(1, 0.0f));
  list.kernels.push_back(fill_case(9, -0.3f));
  list.kernels.push_back(fill_case(5000, 1e-7f));
}

}  // namespace cantus::testing
