#include "kernels/core/batches.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/fft/fft_batch.h"
#include "kernels/stft/stft.h"
#include "kernels/stft/stft_batch.h"

namespace cantus {
namespace {

std::int64_t round_up(std::int64_t n) { return (n + kLanes - 1) / kLanes * kLanes; }

inline Lanes magnitude(Complex bin) {
  const Lanes power = bin.re * bin.re + bin.im * bin.im;
  Lanes root{};
  for (int i = 0; i < kLanes; ++i) root[i] = __builtin_sqrtf(power[i]);
  return root;
}

void magnitudes_of(const FftPlan& fft, const Lanes* packed, std::int64_t num_bins, Lanes* out) {
  const std::int64_t half = fft.n() / 2;
  for (std::int64_t k = 0; k <= half / 2; ++k) {
    const BinPair bins = unpack_bins(fft, packed, k);
    if (half - k < num_bins) out[half - k] = magnitude(bins.high);
    if (k < num_bins) out[k] = magnitude(bins.low);
  }
}

}  // namespace

StftPlan::StftPlan(Queue& queue, const StftOptions& options, TransformWay way)
    : options_(options),
      fft_(queue, options.window_samples),
      way_(options.window_samples > FftPlan::kMaxDevicePoints ? TransformWay::kLibrary : way) {
  CANTUS_REQUIRE(options.hop_samples > 0, "a spectrogram without a hop");
  CANTUS_REQUIRE(options.num_bins > 0 && options.num_bins <= fft_.num_bins(),
                 "a spectrogram keeps more bins than there are");
  for (const double w : symmetric_window(options.window, options.window_samples))
    weights_.push_back(static_cast<float>(0.5 * options.scale * w));
  weights_.resize(round_up(options.window_samples));
  if (queue.memory().is_host()) return;
  device_weights_ = {queue, weights_};
  if (way_ == TransformWay::kFused) return;
  std::size_t (*contract)(Queue&, std::int64_t) = nullptr;  // of the module alone
  const auto bytes = device_kernel(queue, "library_spectrogram_scratch_bytes", contract);
  queue.reserve_scratch(bytes(queue, options.window_samples));
}

std::int64_t stft_thread_lanes(const StftOptions& options) {
  return options.window_samples + options.num_bins;
}

Lanes* stft_batch(const StftPlan& plan, const float* samples, std::int64_t valid, Lanes* scratch) {
  const StftOptions& options = plan.options();
  const std::int64_t n = options.window_samples;
  rows_to_lanes(samples, options.hop_samples, valid, n, plan.weights().data(), scratch);
  fft_batch(plan.fft(), scratch, scratch + 1);
  magnitudes_of(plan.fft(), scratch, options.num_bins, scratch + n);
  return scratch + n;
}

}  // namespace cantus
