#include "kernels/standardize/standardize.h"

#include "tests/cases/cases.h"
#include "tests/reference/standardize_reference.h"

namespace cantus::testing {
namespace {

KernelCase standardize_case(std::int64_t frames, std::int64_t bands, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::standardize(frames, bands, in[0], in[1], in[2], out[0]);
  };
  return {.name = "standardize " + std::to_string(frames) + "x" + std::to_string(bands),
          .inputs = {normal_values(frames * bands, 1, 3.0), normal_values(bands, 2),
                     uniform_values(bands, 3, 0.1, 2.0)},
          .output_sizes = {frames * bands},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                standardize(queue, frames, bands, in[0].data(), in[1].data(), in[2].data(),
                            out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * static_cast<double>(2 * frames * bands + 2 * bands),
          .flops = 2.0 * static_cast<double>(frames * bands),
          .full_size = full_size};
}

}  // namespace

void add_standardize_cases(CaseList& list) {
  list.kernels.push_back(standardize_case(1, 1, false));
  list.kernels.push_back(standardize_case(70, 65, false));
  // 30 s of the front end of Schlueter 2016
  list.kernels.push_back(standardize_case(2097, 372, true));
}

}  // namespace cantus::testing
