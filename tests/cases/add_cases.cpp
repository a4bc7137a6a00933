#include "kernels/add/add.h"

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

KernelCase forward_case(std::int64_t n, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t i = 0; i < n; ++i) out[0][i] = in[0][i] + in[1][i];
  };
  return {.name = "add_forward " + std::to_string(n),
          .inputs = {normal_values(n, 1), normal_values(n, 2)},
          .output_sizes = {n},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                add_forward(queue, n, in[0].data(), in[1].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * 3 * n,
          .flops = 1.0 * n,
          .full_size = full_size};
}

}  // namespace

void add_add_cases(CaseList& list) {
  for (const std::int64_t n : {1, 9, 5000}) list.kernels.push_back(forward_case(n, false));
  list.kernels.push_back(forward_case(64 * 25 * 64 * 64, true));
}

}  // namespace cantus::testing
