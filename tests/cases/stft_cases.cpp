#include <cmath>
#include <memory>
#include <type_traits>

#include "kernels/stft/log_spectrogram.h"
#include "kernels/stft/stft.h"
#include "tests/cases/cases.h"
#include "tests/reference/log_compress_reference.h"
#include "tests/reference/mel_reference.h"
#include "tests/reference/stft_reference.h"

namespace cantus::testing {
namespace {

struct PlannedStft {
  std::unique_ptr<StftPlan> plan;
  std::unique_ptr<PlacedFilterBank> mel;
};

// The fused front end; without filters when the bank has no bands.
KernelCase log_spectrogram_case(const std::string& name, const StftOptions& options,
                                const FilterBank& bank, const LogCompression& compression,
                                std::int64_t num_samples, bool full_size,
                                TransformWay way = TransformWay::kFused) {
  const auto planned = std::make_shared<PlannedStft>();
  const bool has_mel = bank.num_bands() > 0;
  const std::int64_t num_frames = options.num_frames(num_samples);
  const std::int64_t width = has_mel ? bank.num_bands() : options.num_bins;
  const auto dense = reference::dense_filters(bank);
  const auto definition = [=](const auto& in, auto& out) {
    auto window = symmetric_window(options.window, options.window_samples);
    for (auto& w : window) w *= options.scale;
    std::decay_t<decltype(in[0])> magnitudes(num_frames * options.num_bins);
    reference::stft_magnitude(window, options.hop_samples, options.num_bins, in[0], magnitudes);
    if (has_mel) {
      auto bands = out[0];
      reference::mel_forward(dense, options.num_bins, width, num_frames, magnitudes, bands);
      magnitudes = bands;
    }
    reference::log_compress(compression, magnitudes, out[0]);
  };
  const auto n = static_cast<double>(options.window_samples);
  const double of_log = compression.kind == LogKind::kNone ? 0 : 20;
  return {
      .name = "log_spectrogram " + name + " " + std::to_string(num_samples),
      .inputs = {normal_values(num_samples, 1, 0.1)},
      .output_sizes = {num_frames * width},
      .kernel =
          [=](Queue& queue, const auto& in, auto& out) {
            const auto view = planned->mel->view();
            log_spectrogram(queue, *planned->plan, has_mel ? &view : nullptr, compression,
                            num_samples, in[0].data(), out[0].data());
          },
      .reference = definition,
      .plain = definition,
      .bytes = 4.0 * static_cast<double>(num_samples + num_frames * width),
      .flops =
          static_cast<double>(num_frames) *
          (n + 2.5 * n * std::log2(n) + 4.0 * static_cast<double>(options.num_bins) +
           2.0 * static_cast<double>(bank.weights.size()) + of_log * static_cast<double>(width)),
      .full_size = full_size,
      .scratch_bytes =
          [=](Queue& queue) {
            planned->plan = std::make_unique<StftPlan>(queue, options, way);
            planned->mel = std::make_unique<PlacedFilterBank>(queue, bank);
            const auto view = planned->mel->view();
            return log_spectrogram_scratch_bytes(queue, *planned->plan, has_mel ? &view : nullptr);
          },
      .release = [=] { *planned = {}; }};
}

// Without filters and logarithm, as augmentation keeps a song.
KernelCase magnitudes_case(const StftOptions& options, std::int64_t num_samples, bool full_size) {
  return log_spectrogram_case("magnitudes by " + std::to_string(options.window_samples) + "/" +
                                  std::to_string(options.hop_samples) + " to " +
                                  std::to_string(options.num_bins) + " of",
                              options, {}, {LogKind::kNone, 0}, num_samples, full_size);
}

}  // namespace

void add_stft_cases(CaseList& list) {
  const StftOptions schlueter{WindowKind::kHann, 1024, 315, 372};
  const StftOptions hou{WindowKind::kHamming, 640, 320, 321};
  list.kernels.push_back(magnitudes_case({WindowKind::kHann, 6, 5, 4, 3.0}, 40, false));
  list.kernels.push_back(magnitudes_case({WindowKind::kHamming, 100, 30, 7}, 1000, false));
  list.kernels.push_back(magnitudes_case(schlueter, 1024 + 315 * 18 + 314, false));
  list.kernels.push_back(
      magnitudes_case({WindowKind::kHamming, 1024, 250, 513, 2.0}, 1024 + 250 * 9, false));
  list.kernels.push_back(magnitudes_case(hou, 640 + 320 * 15, false));
  list.kernels.push_back(magnitudes_case({WindowKind::kHamming, 882, 441, 442}, 9000, false));
  const auto slaney = slaney_filter_bank({16000, 640, 321, 64, 0, 8000});
  const auto ismir = ismir2015_filter_bank({22050, 1024, 372, 80, 27.5, 8000});
  const LogCompression log1p{LogKind::kLog1p, 0};
  const LogCompression log_sum{LogKind::kLogOfSum, 1e-8};
  const LogCompression log_max{LogKind::kLogOfMax, 1e-7};
  for (const bool full : {false, true}) {
    const int seconds = full ? 30 : 1;
    list.kernels.push_back(
        log_spectrogram_case("schlueter2016", schlueter, {}, log1p, seconds * 22050, full));
    list.kernels.push_back(
        log_spectrogram_case("ismir2015", schlueter, ismir, log_max, seconds * 22050, full));
    list.kernels.push_back(
        log_spectrogram_case("hou2020", hou, slaney, log_sum, seconds * 16000, full));
  }
  list.kernels.push_back(log_spectrogram_case("hou2020", hou, slaney, log_sum, 640, false));
  // By cuFFT, on a GPU: for frames of any length, and beside the fused kernel.
  const auto library = TransformWay::kLibrary;
  const StftOptions long_frames{WindowKind::kHann, 12544, 4000, 6273};
  list.kernels.push_back(magnitudes_case(long_frames, 12544 + 4000, false));
  for (const bool full : {false, true}) {
    const int frames = full ? 30 * 22050 / 315 : 5;
    list.kernels.push_back(log_spectrogram_case("schlueter2016 by the library", schlueter, {},
                                                log1p, 1024 + (frames - 1) * 315, full, library));
    list.kernels.push_back(log_spectrogram_case("ismir2015 by the library", schlueter, ismir,
                                                log_max, 1024 + (frames - 1) * 315, full, library));
  }
  // 30 s of sound
  list.kernels.push_back(magnitudes_case({WindowKind::kHann, 1024, 315, 513}, 30 * 22050, true));
}

}  // namespace cantus::testing
