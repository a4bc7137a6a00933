#include "kernels/core/batches.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/log_compress/log_compress_batch.h"
#include "kernels/mel/mel_batch.h"
#include "kernels/stft/log_spectrogram.h"
#include "kernels/stft/stft_batch.h"

namespace cantus {
namespace {

std::int64_t thread_lanes(const StftPlan& plan, const FilterBankView* mel) {
  return stft_thread_lanes(plan.options()) + (mel == nullptr ? 0 : mel->num_bands);
}

void check(const StftPlan& plan, const FilterBankView* mel, const LogCompression& compression) {
  CANTUS_REQUIRE(mel == nullptr || mel->num_bins == plan.options().num_bins,
                 "mel filters for another spectrum");
  CANTUS_REQUIRE(compression.is_sound(), "the logarithm of zero");
}

}  // namespace

std::size_t log_spectrogram_scratch_bytes(const Queue& queue, const StftPlan& plan,
                                          const FilterBankView* mel) {
  if (!queue.memory().is_host()) return 0;  // a GPU's stands in shared memory
  return queue.num_threads() * thread_lanes(plan, mel) * sizeof(Lanes);
}

void log_spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                     const LogCompression& compression, std::int64_t num_samples,
                     const float* samples, float* features) {
  const StftOptions& options = plan.options();
  check(plan, mel, compression);
  if (const auto run = device_kernel(queue, "log_spectrogram", log_spectrogram))
    return run(queue, plan, mel, compression, num_samples, samples, features);
  const std::int64_t width = mel == nullptr ? options.num_bins : mel->num_bands;
  const std::int64_t num_frames = options.num_frames(num_samples);
  for_each_batch(queue, num_frames, thread_lanes(plan, mel), [&](std::int64_t first, Lanes* lanes) {
    const std::int64_t valid = std::min<std::int64_t>(kLanes, num_frames - first);
    Lanes* bins = stft_batch(plan, samples + first * options.hop_samples, valid, lanes);
    Lanes* bands = mel == nullptr ? bins : bins + options.num_bins;
    if (mel != nullptr) mel_batch(*mel, bins, bands);
    log_compress_batch(compression, width * kLanes, reinterpret_cast<float*>(bands));
    lanes_to_rows(bands, width, valid, width, features + first * width);
  });
}

void log_spectrograms(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                      const LogCompression& compression, const SongBatch& songs,
                      const float* samples, float* features) {
  check(plan, mel, compression);
  if (const auto run = device_kernel(queue, "log_spectrograms", log_spectrograms))
    return run(queue, plan, mel, compression, songs, samples, features);
  const std::int64_t width = mel == nullptr ? plan.options().num_bins : mel->num_bands;
  for (std::int64_t s = 0; s < songs.num_songs; ++s) {
    const std::int64_t first = songs.first_sample[s];
    log_spectrogram(queue, plan, mel, compression, songs.first_sample[s + 1] - first,
                    samples + first, features + songs.first_frame[s] * width);
  }
}

}  // namespace cantus
