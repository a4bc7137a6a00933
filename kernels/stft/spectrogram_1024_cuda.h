#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "kernels/core/gpu.h"
#include "kernels/fft/fft_half_warp_cuda.h"
#include "kernels/log_compress/log_compress.h"
#include "kernels/mel/mel_band_cuda.h"
#include "kernels/stft/frame_starts_cuda.h"
#include "kernels/stft/spectrogram_finish_cuda.h"
#include "kernels/stft/stft.h"

// The fused front end of frames of 1024 samples: 16 threads take one from its samples to its
// features (kernels/fft/fft_half_warp_cuda.h), 8 frames a block at once, with no barrier among
// them. Blocks, as many as an H200 runs at once, each take a stretch of frames and keep the window
// in shared memory.
//
// Bytes a frame of Schlueter 2016 (hop 315, 372 bins): 2748, 0.64 ns on an H200 (4.3 TB/s copy);
// with 80 bands 1580, 0.37 ns. What binds is instructions: two frames take a warp some 1500, 1060
// of them arithmetic, so that four schedulers issue a frame in 188 cycles. Accesses of 128 bytes to
// the first-level cache and shared memory, by count: 33 of samples, 32 of the window, 64 of the
// exchange, 16 to 32 of factors, 25 to 50 of features. At 1.8 GHz instructions make 0.79 ns a frame
// at least.
namespace cantus::gpu {
namespace frames_of_1024 {

constexpr int kThreads = 128;
constexpr int kFramesAtOnce = kThreads / 16;
constexpr int kBlocks = 4 * kMultiprocessors;  // that run at once
constexpr int kSamples = 1024;
constexpr int kLine = 32;  // samples of 128 bytes
constexpr int kWeights = kSamples + kLine;
constexpr std::size_t kSharedBytes =
    2 * kWeights * sizeof(float) + kFramesAtOnce * HalfWarpFft::kSharedPoints * sizeof(float2);

struct Frames {
  std::int64_t count;
  std::int64_t per_block;
  FrameStarts starts;
  int num_bins;
};

// Magnitudes do not change when a frame is turned round, samples and window alike. So a frame is
// read from the first line of 128 bytes that begins in it, and what stands before comes last: each
// half of a warp reads one whole line at a time, wherever frames begin.
class TurnedFrame {
 public:
  // weights: [2, kWeights], the window going on from its beginning; then the same from its second
  // value on, as pairs of weights start at odd places too.
  __device__ TurnedFrame(const float* samples, const float* weights)
      : samples_(samples),
        turn_(
            static_cast<int>(-(reinterpret_cast<std::uintptr_t>(samples) / sizeof(float)) % kLine)),
        pairs_(reinterpret_cast<const float2*>(weights + turn_ % 2 * (kWeights - 1) + turn_)) {}

  // Points lane + 16 q, q < 32.
  __device__ Point operator()(int q) const {
    const int lane = HalfWarpFft::lane();
    const int at = turn_ + 2 * lane + kLine * q;
    const float2 w = pairs_[lane + kLine / 2 * q];
    const float2 x = q < 31 ? __ldg(reinterpret_cast<const float2*>(samples_ + at))
                            : make_float2(__ldg(samples_ + at % kSamples),
                                          __ldg(samples_ + (at + 1) % kSamples));
    return {x.x * w.x, x.y * w.y};
  }

 private:
  const float* samples_;
  int turn_;
  const float2* pairs_;
};

// kRows: bins are kept below 32 kRows (of 16: all).
template <int kRows, bool kMel, class Finish>
__global__ void __launch_bounds__(kThreads, 4)
    spectrogram_1024_kernel(const float4* __restrict__ tables, Frames frames, FilterBankView mel,
                            Finish finish, const float* __restrict__ samples,
                            const float* __restrict__ weights, float* __restrict__ features) {
  CANTUS_SHARED_DYNAMIC(float4, shared);
  auto* turned_weights = reinterpret_cast<float*>(shared);
  for (int i = threadIdx.x; i < 2 * kWeights; i += kThreads)
    turned_weights[i] = weights[(i < kWeights ? i : i - kWeights + 1) % kSamples];
  __syncthreads();

  const int slot = static_cast<int>(threadIdx.x) / 16;
  auto* points =
      reinterpret_cast<float2*>(turned_weights + 2 * kWeights) + slot * HalfWarpFft::kSharedPoints;
  auto* magnitudes = reinterpret_cast<float*>(points);
  HalfWarpFft fft(tables, points);
  const std::int64_t first = blockIdx.x * frames.per_block;
  const int count = static_cast<int>(min(frames.per_block, frames.count - first));
  for (int next = 0; next < count; next += kFramesAtOnce) {
    // Both halves of a warp go on together; one beyond the last frame keeps nothing.
    const bool is_frame = next + slot < count;
    const std::int64_t frame = first + (is_frame ? next + slot : count - 1);
    float* row = features + frame * (kMel ? mel.num_bands : frames.num_bins);
    fft.transform_frame<kRows>(
        TurnedFrame(samples + frames.starts(frame), turned_weights),
        [&](Point bin) {
          const float magnitude = fast_sqrt(bin.re * bin.re + bin.im * bin.im);
          return kMel ? magnitude : finish(magnitude);
        },
        is_frame ? frames.num_bins : 0, kMel ? magnitudes : row);
    if (!kMel) continue;
    __syncwarp();
    const int num_bands = is_frame ? mel.num_bands : 0;
    for (int band = HalfWarpFft::lane(); band < num_bands; band += 16)
      row[band] = finish(mel_band(mel, magnitudes, band));
  }
}

template <class Finish>
auto kernel_of(int num_bins, bool has_mel) {
  if (num_bins <= 384)
    return has_mel ? spectrogram_1024_kernel<12, true, Finish>
                   : spectrogram_1024_kernel<12, false, Finish>;
  return has_mel ? spectrogram_1024_kernel<16, true, Finish>
                 : spectrogram_1024_kernel<16, false, Finish>;
}

}  // namespace frames_of_1024

// `mel` may be null.
inline void spectrogram_1024(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                             const LogCompression& compression, const FrameStarts& starts,
                             std::int64_t num_frames, const float* samples, float* features) {
  using namespace frames_of_1024;
  if (num_frames == 0) return;
  const std::int64_t groups = (num_frames + kFramesAtOnce - 1) / kFramesAtOnce;
  const std::int64_t per_block = (groups + kBlocks - 1) / kBlocks * kFramesAtOnce;
  const auto blocks = static_cast<unsigned>((num_frames + per_block - 1) / per_block);
  const Frames frames{num_frames, per_block, starts, static_cast<int>(plan.options().num_bins)};
  with_finish(compression, [&](const auto& finish) {
    launch(kernel_of<std::decay_t<decltype(finish)>>(frames.num_bins, mel != nullptr), dim3(blocks),
           dim3(kThreads), kSharedBytes, queue.stream(),
           reinterpret_cast<const float4*>(plan.fft().device_half_warp_tables()), frames,
           mel == nullptr ? FilterBankView{} : *mel, finish, samples, plan.device_weights(),
           features);
  });
}

}  // namespace cantus::gpu
