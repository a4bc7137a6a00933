// The fused front end: a warp takes one frame from its samples to its features, 8 frames a block,
// with no barrier among them (kernels/fft/fft_warp_cuda.h). Frames of 1024 samples go another way
// (spectrogram_1024_cuda.h).
//
// Bytes a frame: 4 hop of samples read once (frames overlap: the rest of a frame comes from the
// first-level cache, as its block has the neighbours), 4 width of features written. Shared memory:
// 4 window_samples bytes a frame, which are written in the first pass and read in the last step and
// once both in every pass between. With filters, the magnitudes stand in shared memory once more
// and a thread adds up a band.
#include "kernels/core/device_kernel.h"
#include "kernels/fft/fft_warp_cuda.h"
#include "kernels/mel/mel_band_cuda.h"
#include "kernels/stft/frame_starts_cuda.h"
#include "kernels/stft/library_spectrogram_cuda.h"
#include "kernels/stft/log_spectrogram.h"
#include "kernels/stft/spectrogram_1024_cuda.h"
#include "kernels/stft/spectrogram_finish_cuda.h"

namespace cantus::gpu {
namespace {

struct Frames {
  std::int64_t count;
  FrameStarts starts;
  int num_bins;
  int points_per_warp;  // of the transform
  int slots_per_warp;   // and of the magnitudes behind them, two a slot
};

// `mel` of no bands: the bins themselves are the features.
template <class Finish>
__global__ void __launch_bounds__(256, 2)
    spectrogram_kernel(FftView view, Frames frames, FilterBankView mel, Finish finish,
                       const float* __restrict__ samples, const float2* __restrict__ weights,
                       float* __restrict__ features) {
  CANTUS_SHARED_DYNAMIC(float2, shared);
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const std::int64_t frame = static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / 32) + warp;
  if (frame >= frames.count) return;
  float2* points = shared + warp * frames.slots_per_warp;
  WarpFft<0> fft(view, points);
  const float* from = samples + frames.starts(frame);
  fft.transform([&](int i) {
    const float2 w = weights[i];
    return Point{from[2 * i] * w.x, from[2 * i + 1] * w.y};
  });

  const bool has_mel = mel.num_bands > 0;
  float* row = features + frame * (has_mel ? mel.num_bands : frames.num_bins);
  float* magnitudes = reinterpret_cast<float*>(points + frames.points_per_warp);
  const auto keep = [&](int k, Point bin) {
    if (k >= frames.num_bins) return;
    const float magnitude = fast_sqrt(bin.re * bin.re + bin.im * bin.im);
    if (has_mel)
      magnitudes[k] = magnitude;
    else
      row[k] = finish(magnitude);
  };
  const int half = fft.half();
  for (int k = fft.lane(); k <= half / 2; k += 32) {
    const PairOf<float> bins = fft.bins(k);
    if (half - k != k) keep(half - k, bins.high);
    keep(k, bins.low);
  }
  if (!has_mel) return;
  __syncwarp();
  for (int band = fft.lane(); band < mel.num_bands; band += 32)
    row[band] = finish(mel_band(mel, magnitudes, band));
}

template <class Finish>
void run(Queue& queue, const StftPlan& plan, const FilterBankView* mel, const Finish& finish,
         const FrameStarts& starts, std::int64_t num_frames, const float* samples,
         float* features) {
  const StftOptions& options = plan.options();
  const int points = warp_points(plan.fft());
  const int slots = points + (mel == nullptr ? 0 : static_cast<int>((options.num_bins + 1) / 2));
  const Frames frames{num_frames, starts, static_cast<int>(options.num_bins), points, slots};
  if (frames.count == 0) return;
  const int warps = warps_per_block(slots * sizeof(float2));
  launch(spectrogram_kernel<Finish>,
         dim3(static_cast<unsigned>((frames.count + warps - 1) / warps)), dim3(32 * warps),
         warps * slots * sizeof(float2), queue.stream(), view_of(plan.fft()), frames,
         mel == nullptr ? FilterBankView{} : *mel, finish, samples,
         reinterpret_cast<const float2*>(plan.device_weights()), features);
}

// By the plan's way.
void spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                 const LogCompression& compression, const SongBatch& songs, std::int64_t num_frames,
                 const float* samples, float* features) {
  const FrameStarts starts{plan.options().hop_samples, songs};
  if (plan.way() == TransformWay::kLibrary)
    library_spectrogram(queue, plan, mel, compression, starts, num_frames, samples, features);
  else if (plan.options().window_samples == 1024)
    spectrogram_1024(queue, plan, mel, compression, starts, num_frames, samples, features);
  else
    with_finish(compression, [&](const auto& finish) {
      run(queue, plan, mel, finish, starts, num_frames, samples, features);
    });
}

void log_spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                     const LogCompression& compression, std::int64_t num_samples,
                     const float* samples, float* features) {
  spectrogram(queue, plan, mel, compression, {}, plan.options().num_frames(num_samples), samples,
              features);
}

void log_spectrograms(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                      const LogCompression& compression, const SongBatch& songs,
                      const float* samples, float* features) {
  spectrogram(queue, plan, mel, compression, songs, songs.num_frames, samples, features);
}

const DeviceKernel kLogSpectrogram{"log_spectrogram", log_spectrogram};
const DeviceKernel kLogSpectrograms{"log_spectrograms", log_spectrograms};

}  // namespace
}  // namespace cantus::gpu
