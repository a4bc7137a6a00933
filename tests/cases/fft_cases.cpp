#include <cmath>
#include <memory>

#include "kernels/fft/fft.h"
#include "tests/cases/cases.h"
#include "tests/reference/fft_reference.h"

namespace cantus::testing {
namespace {

// The plan is made along with the scratch, as a caller makes it before the first run.
struct PlannedFft {
  std::unique_ptr<FftPlan> plan;
};

KernelCase fft_case(bool inverse, std::int64_t frames, std::int64_t n, bool full_size) {
  const auto planned = std::make_shared<PlannedFft>();
  const std::int64_t spectrum_size = frames * (n / 2 + 1) * 2;
  const auto definition = [=](const auto& in, auto& out) {
    if (inverse)
      reference::fft_inverse(frames, n, in[0], out[0]);
    else
      reference::fft_forward(frames, n, in[0], out[0]);
  };
  return {.name = std::string(inverse ? "fft_inverse " : "fft_forward ") + std::to_string(frames) +
                  "x" + std::to_string(n),
          .inputs = {normal_values(inverse ? spectrum_size : frames * n, 1)},
          .output_sizes = {inverse ? frames * n : spectrum_size},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                (inverse ? fft_inverse : fft_forward)(queue, *planned->plan, frames, in[0].data(),
                                                      out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * (static_cast<double>(frames * n) + static_cast<double>(spectrum_size)),
          .flops = 2.5 * static_cast<double>(frames * n) * std::log2(static_cast<double>(n)),
          .full_size = full_size,
          .scratch_bytes =
              [=](Queue& queue) {
                planned->plan = std::make_unique<FftPlan>(queue, n);
                return std::size_t{0};
              },
          .release = [=] { planned->plan.reset(); }};
}

}  // namespace

void add_fft_cases(CaseList& list) {
  for (const bool inverse : {false, true}) {
    for (const auto& [frames, n] :
         {std::pair{1, 2}, {3, 12}, {17, 64}, {5, 640}, {20, 882}, {9, 1024}})
      list.kernels.push_back(fft_case(inverse, frames, n, false));
    // 30 s of the front end of Schlueter 2016
    list.kernels.push_back(fft_case(inverse, 2097, 1024, true));
  }
}

}  // namespace cantus::testing
