#include <array>
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

using Place = std::array<std::int64_t, 4>;

struct PlannedStft {
  std::unique_ptr<StftPlan> plan;
  std::unique_ptr<PlacedFilterBank> mel;
  std::unique_ptr<OnDevice<Place>> first_sample, first_frame;  // for log_spectrograms only
};

// The fused front end; without filters if the bank has no bands.
struct FrontEndCase {
  StftOptions options;
  FilterBank bank;
  LogCompression compression;
  TransformWay way = TransformWay::kFused;

  bool has_mel() const { return bank.num_bands() > 0; }
  std::int64_t width() const { return has_mel() ? bank.num_bands() : options.num_bins; }
  double flops_of_frame() const {
    const auto n = static_cast<double>(options.window_samples);
    const double of_log = compression.kind == LogKind::kNone ? 0 : 20;
    return n + 2.5 * n * std::log2(n) + 4.0 * static_cast<double>(options.num_bins) +
           2.0 * static_cast<double>(bank.weights.size()) + of_log * static_cast<double>(width());
  }

  // Features of one song, by the definition.
  template <typename T>
  std::vector<T> features_of(const std::vector<T>& samples) const {
    const std::int64_t num_frames = options.num_frames(std::ssize(samples));
    auto window = symmetric_window(options.window, options.window_samples);
    for (auto& w : window) w *= options.scale;
    std::vector<T> magnitudes(num_frames * options.num_bins), out(num_frames * width());
    reference::stft_magnitude(window, options.hop_samples, options.num_bins, samples, magnitudes);
    if (has_mel()) {
      auto bands = out;
      reference::mel_forward(reference::dense_filters(bank), options.num_bins, width(), num_frames,
                             magnitudes, bands);
      magnitudes = bands;
    }
    reference::log_compress(compression, magnitudes, out);
    return out;
  }

  std::size_t prepare(Queue& queue, PlannedStft& planned) const {
    planned.plan = std::make_unique<StftPlan>(queue, options, way);
    planned.mel = std::make_unique<PlacedFilterBank>(queue, bank);
    const auto view = planned.mel->view();
    return log_spectrogram_scratch_bytes(queue, *planned.plan, has_mel() ? &view : nullptr);
  }
};

KernelCase log_spectrogram_case(const std::string& name, const FrontEndCase& front_end,
                                std::int64_t num_samples, bool full_size) {
  const auto planned = std::make_shared<PlannedStft>();
  const std::int64_t num_frames = front_end.options.num_frames(num_samples);
  const auto definition = [=](const auto& in, auto& out) { out[0] = front_end.features_of(in[0]); };
  return {.name = "log_spectrogram " + name + " " + std::to_string(num_samples),
          .inputs = {normal_values(num_samples, 1, 0.1)},
          .output_sizes = {num_frames * front_end.width()},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                const auto view = planned->mel->view();
                log_spectrogram(queue, *planned->plan, front_end.has_mel() ? &view : nullptr,
                                front_end.compression, num_samples, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 4.0 * static_cast<double>(num_samples + num_frames * front_end.width()),
          .flops = static_cast<double>(num_frames) * front_end.flops_of_frame(),
          .full_size = full_size,
          .scratch_bytes = [=](Queue& queue) { return front_end.prepare(queue, *planned); },
          .release = [=] { *planned = {}; }};
}

// Three songs end to end, the second shorter than a frame.
KernelCase log_spectrograms_case(const std::string& name, const FrontEndCase& front_end) {
  const auto planned = std::make_shared<PlannedStft>();
  const StftOptions& options = front_end.options;
  const std::int64_t n = options.window_samples;
  Place first_sample{0, n + 5 * options.hop_samples + 1, 0, 0}, first_frame{};
  first_sample[2] = first_sample[1] + n - 1;
  first_sample[3] = first_sample[2] + n + 19 * options.hop_samples;
  for (int s = 0; s < 3; ++s)
    first_frame[s + 1] = first_frame[s] + options.num_frames(first_sample[s + 1] - first_sample[s]);
  const auto definition = [=](const auto& in, auto& out) {
    out[0].clear();
    for (int s = 0; s < 3; ++s) {
      using Song = std::decay_t<decltype(in[0])>;
      const auto features = front_end.features_of(
          Song(in[0].begin() + first_sample[s], in[0].begin() + first_sample[s + 1]));
      out[0].insert(out[0].end(), features.begin(), features.end());
    }
  };
  return {.name = "log_spectrograms " + name + " of 3 songs",
          .inputs = {normal_values(first_sample[3], 1, 0.1)},
          .output_sizes = {first_frame[3] * front_end.width()},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                const auto view = planned->mel->view();
                const SongBatch songs{3, first_frame[3], planned->first_sample->get()->data(),
                                      planned->first_frame->get()->data()};
                log_spectrograms(queue, *planned->plan, front_end.has_mel() ? &view : nullptr,
                                 front_end.compression, songs, in[0].data(), out[0].data());
              },
          .definition = definition,
          .scratch_bytes =
              [=](Queue& queue) {
                planned->first_sample = std::make_unique<OnDevice<Place>>(queue, first_sample);
                planned->first_frame = std::make_unique<OnDevice<Place>>(queue, first_frame);
                return front_end.prepare(queue, *planned);
              },
          .release = [=] { *planned = {}; }};
}

// Without filters and logarithm: the form in which augmentation keeps a song.
KernelCase magnitudes_case(const StftOptions& options, std::int64_t num_samples, bool full_size) {
  return log_spectrogram_case("magnitudes by " + std::to_string(options.window_samples) + "/" +
                                  std::to_string(options.hop_samples) + " to " +
                                  std::to_string(options.num_bins) + " of",
                              {options, {}, {LogKind::kNone, 0}}, num_samples, full_size);
}

}  // namespace

void add_stft_cases(CaseList& list) {
  const StftOptions of_schlueter{WindowKind::kHann, 1024, 315, 372};
  const StftOptions of_hou{WindowKind::kHamming, 640, 320, 321};
  list.kernels.push_back(magnitudes_case({WindowKind::kHann, 6, 5, 4, 3.0}, 40, false));
  list.kernels.push_back(magnitudes_case({WindowKind::kHamming, 100, 30, 7}, 1000, false));
  list.kernels.push_back(magnitudes_case(of_schlueter, 1024 + 315 * 18 + 314, false));
  list.kernels.push_back(
      magnitudes_case({WindowKind::kHamming, 1024, 250, 513, 2.0}, 1024 + 250 * 9, false));
  list.kernels.push_back(magnitudes_case(of_hou, 640 + 320 * 15, false));
  list.kernels.push_back(magnitudes_case({WindowKind::kHamming, 882, 441, 442}, 9000, false));
  const FrontEndCase schlueter{of_schlueter, {}, {LogKind::kLog1p, 0}};
  const FrontEndCase ismir{of_schlueter,
                           ismir2015_filter_bank({22050, 1024, 372, 80, 27.5, 8000}),
                           {LogKind::kLogOfMax, 1e-7}};
  const FrontEndCase hou{
      of_hou, slaney_filter_bank({16000, 640, 321, 64, 0, 8000}), {LogKind::kLogOfSum, 1e-8}};
  for (const bool full : {false, true}) {
    const int seconds = full ? 30 : 1;
    list.kernels.push_back(log_spectrogram_case("schlueter2016", schlueter, seconds * 22050, full));
    list.kernels.push_back(log_spectrogram_case("ismir2015", ismir, seconds * 22050, full));
    list.kernels.push_back(log_spectrogram_case("hou2020", hou, seconds * 16000, full));
  }
  list.kernels.push_back(log_spectrogram_case("hou2020", hou, 640, false));
  // Through cuFFT on a GPU: for frames of any length, and compared beside the fused kernel.
  list.kernels.push_back(
      magnitudes_case({WindowKind::kHann, 12544, 4000, 6273}, 12544 + 4000, false));
  FrontEndCase schlueter_by_library = schlueter, ismir_by_library = ismir;
  schlueter_by_library.way = ismir_by_library.way = TransformWay::kLibrary;
  for (const bool full : {false, true}) {
    const int samples = 1024 + ((full ? 30 * 22050 / 315 : 5) - 1) * 315;
    list.kernels.push_back(
        log_spectrogram_case("schlueter2016 by the library", schlueter_by_library, samples, full));
    list.kernels.push_back(
        log_spectrogram_case("ismir2015 by the library", ismir_by_library, samples, full));
  }
  list.kernels.push_back(log_spectrograms_case("schlueter2016", schlueter));
  list.kernels.push_back(log_spectrograms_case("hou2020", hou));
  list.kernels.push_back(log_spectrograms_case("ismir2015 by the library", ismir_by_library));
  // 30 s of sound
  list.kernels.push_back(magnitudes_case({WindowKind::kHann, 1024, 315, 513}, 30 * 22050, true));
}

}  // namespace cantus::testing
