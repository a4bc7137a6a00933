#include <cmath>
#include <memory>

#include "kernels/stft/stft.h"
#include "tests/cases/cases.h"
#include "tests/reference/stft_reference.h"

namespace cantus::testing {
namespace {

struct PlannedStft {
  std::unique_ptr<StftPlan> plan;
};

KernelCase stft_case(const StftOptions& options, std::int64_t num_samples, bool full_size) {
  const auto planned = std::make_shared<PlannedStft>();
  const std::int64_t num_frames = options.num_frames(num_samples);
  const auto definition = [=](const auto& in, auto& out) {
    auto window = symmetric_window(options.window, options.window_samples);
    for (auto& w : window) w *= options.scale;
    reference::stft_magnitude(window, options.hop_samples, options.num_bins, in[0], out[0]);
  };
  const auto n = static_cast<double>(options.window_samples);
  return {.name = "stft_magnitude " + std::to_string(num_samples) + " by " +
                  std::to_string(options.window_samples) + "/" +
                  std::to_string(options.hop_samples) + " to " + std::to_string(options.num_bins),
          .inputs = {normal_values(num_samples, 1, 0.1)},
          .output_sizes = {num_frames * options.num_bins},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                stft_magnitude(queue, *planned->plan, num_samples, in[0].data(), out[0].data());
              },
          .reference = definition,
          .plain = definition,
          .bytes = 4.0 * static_cast<double>(num_samples + num_frames * options.num_bins),
          .flops = static_cast<double>(num_frames) *
                   (n + 2.5 * n * std::log2(n) + 4.0 * static_cast<double>(options.num_bins)),
          .full_size = full_size,
          .scratch_bytes =
              [=](Queue& queue) {
                planned->plan = std::make_unique<StftPlan>(queue, options);
                return std::size_t{0};
              }};
}

}  // namespace

void add_stft_cases(CaseList& list) {
  const StftOptions schlueter{WindowKind::kHann, 1024, 315, 372};
  const StftOptions hou{WindowKind::kHamming, 640, 320, 321};
  list.kernels.push_back(stft_case({WindowKind::kHann, 6, 5, 4, 3.0}, 40, false));
  list.kernels.push_back(stft_case({WindowKind::kHamming, 100, 30, 7}, 1000, false));
  list.kernels.push_back(stft_case(schlueter, 1024 + 315 * 18 + 314, false));
  list.kernels.push_back(stft_case(hou, 640 + 320 * 15, false));
  list.kernels.push_back(stft_case({WindowKind::kHamming, 882, 441, 442}, 9000, false));
  // 30 s of sound
  list.kernels.push_back(stft_case(schlueter, 30 * 22050, true));
  list.kernels.push_back(stft_case(hou, 30 * 16000, true));
}

}  // namespace cantus::testing
