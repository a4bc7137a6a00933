#include "kernels/stft/library_spectrogram_cuda.h"

#include <cufft.h>

#include <algorithm>

#include "kernels/core/carver.h"
#include "kernels/core/cuda_stream.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/launch.h"
#include "kernels/mel/mel_band_cuda.h"
#include "kernels/stft/spectrogram_finish_cuda.h"

namespace cantus::gpu {
namespace {

constexpr std::int64_t kTag = 7201;  // of the prepared transforms
constexpr std::int64_t kPointsAtOnce = std::int64_t{1} << 20;
constexpr int kWarps = 8;

void check_cufft(cufftResult status, const char* call, int line) {
  if (status == CUFFT_SUCCESS) return;
  throw_library_failure(
      status == CUFFT_ALLOC_FAILED, std::string(__FILE__) + ":" + std::to_string(line),
      std::string(call) + ": cuFFT's error " + std::to_string(static_cast<int>(status)));
}
#define CANTUS_CUFFT(call) check_cufft(call, #call, __LINE__)

struct CufftPlan {
  CufftPlan() { CANTUS_CUFFT(cufftCreate(&handle)); }
  ~CufftPlan() { cufftDestroy(handle); }
  CufftPlan(const CufftPlan&) = delete;
  CufftPlan& operator=(const CufftPlan&) = delete;
  cufftHandle handle = 0;
};

// A transform of `batch` rows of n, out of place, whose work area is the caller's.
struct LibraryTransform final : Prepared {
  LibraryTransform(CudaStream& stream, std::int64_t n, std::int64_t rows) : batch(rows) {
    CANTUS_CUFFT(cufftSetAutoAllocation(plan.handle, 0));
    int size = static_cast<int>(n);
    int bins = size / 2 + 1;
    CANTUS_CUFFT(cufftMakePlanMany(plan.handle, 1, &size, &size, 1, size, &bins, 1, bins, CUFFT_R2C,
                                   static_cast<int>(rows), &work_bytes));
    CANTUS_CUFFT(cufftSetStream(plan.handle, stream.stream()));
  }

  CufftPlan plan;
  std::int64_t batch;
  std::size_t work_bytes = 0;
};

LibraryTransform& make_transform_ready(Queue& queue, std::int64_t n) {
  CudaStream& stream = cuda_stream(queue);
  return stream.prepared().make_ready<LibraryTransform>({kTag, n}, [&] {
    const std::int64_t rows = std::max<std::int64_t>(1, kPointsAtOnce / n);
    return std::make_unique<LibraryTransform>(stream, n, rows);
  });
}

LibraryTransform& transform_of(Queue& queue, std::int64_t n) {
  return cuda_stream(queue).prepared().find<LibraryTransform>(
      {kTag, n}, [&] { return "cuFFT's transform of " + std::to_string(n) + " points"; });
}

struct Scratch {
  Scratch(const LibraryTransform& transform, std::int64_t n, void* base) {
    Carver carver(base);
    frames = carver.take<float>(transform.batch * n);
    spectra = carver.take<float2>(transform.batch * (n / 2 + 1));
    work = carver.take<std::byte>(static_cast<std::int64_t>(transform.work_bytes));
    bytes = carver.bytes();
  }
  float* frames;
  float2* spectra;
  std::byte* work;  // cuFFT's own
  std::size_t bytes;
};

std::size_t library_spectrogram_scratch_bytes(Queue& queue, std::int64_t n) {
  return Scratch(make_transform_ready(queue, n), n, nullptr).bytes;
}

__global__ void __launch_bounds__(256)
    window_kernel(FrameStarts starts, std::int64_t first, int n, const float* __restrict__ samples,
                  const float* __restrict__ weights, float* __restrict__ frames) {
  const float* from = samples + starts(first + blockIdx.x);
  float* to = frames + static_cast<std::int64_t>(blockIdx.x) * n;
  // The weights carry the half of the packed transform, which cuFFT's does not want.
  for (int i = threadIdx.x; i < n; i += blockDim.x) to[i] = 2 * weights[i] * from[i];
}

template <class Finish>
__global__ void __launch_bounds__(32 * kWarps)
    magnitude_kernel(std::int64_t num_frames, int num_bins, int stored_bins, FilterBankView mel,
                     Finish finish, const float2* __restrict__ spectra,
                     float* __restrict__ features) {
  CANTUS_SHARED_DYNAMIC(float, shared);
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::int64_t frame = static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / 32) + warp;
  if (frame >= num_frames) return;
  const bool has_mel = mel.num_bands > 0;
  const float2* bins = spectra + frame * stored_bins;
  float* row = features + frame * (has_mel ? mel.num_bands : num_bins);
  float* magnitudes = shared + static_cast<std::int64_t>(warp) * num_bins;
  for (int k = lane; k < num_bins; k += 32) {
    const float magnitude = fast_sqrt(bins[k].x * bins[k].x + bins[k].y * bins[k].y);
    if (has_mel)
      magnitudes[k] = magnitude;
    else
      row[k] = finish(magnitude);
  }
  if (!has_mel) return;
  __syncwarp();
  for (int band = lane; band < mel.num_bands; band += 32)
    row[band] = finish(mel_band(mel, magnitudes, band));
}

template <class Finish>
void run(Queue& queue, const StftPlan& plan, const FilterBankView* mel, const Finish& finish,
         const FrameStarts& starts, std::int64_t num_frames, const float* samples,
         float* features) {
  const StftOptions& options = plan.options();
  const std::int64_t n = options.window_samples;
  LibraryTransform& transform = transform_of(queue, n);
  const Scratch scratch(transform, n, queue.scratch(Scratch(transform, n, nullptr).bytes));
  const FilterBankView bank = mel == nullptr ? FilterBankView{} : *mel;
  const std::int64_t width = mel == nullptr ? options.num_bins : mel->num_bands;
  const std::size_t shared = mel == nullptr ? 0 : options.num_bins * sizeof(float);
  const int warps = shared == 0
                        ? kWarps
                        : static_cast<int>(std::clamp<std::size_t>(48 * 1024 / shared, 1, kWarps));
  CANTUS_CUFFT(cufftSetWorkArea(transform.plan.handle, scratch.work));
  for (std::int64_t first = 0; first < num_frames; first += transform.batch) {
    const std::int64_t count = std::min(transform.batch, num_frames - first);
    launch(window_kernel, dim3(static_cast<unsigned>(count)), dim3(256), 0, queue.stream(), starts,
           first, static_cast<int>(n), samples, plan.device_weights(), scratch.frames);
    CANTUS_CUFFT(cufftExecR2C(transform.plan.handle, scratch.frames,
                              reinterpret_cast<cufftComplex*>(scratch.spectra)));
    launch(magnitude_kernel<Finish>, dim3(static_cast<unsigned>((count + warps - 1) / warps)),
           dim3(32 * warps), warps * shared, queue.stream(), count,
           static_cast<int>(options.num_bins), static_cast<int>(n / 2 + 1), bank, finish,
           scratch.spectra, features + first * width);
  }
}

const DeviceKernel kScratch{"library_spectrogram_scratch_bytes", library_spectrogram_scratch_bytes};

}  // namespace

void library_spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                         const LogCompression& compression, const FrameStarts& starts,
                         std::int64_t num_frames, const float* samples, float* features) {
  with_finish(compression, [&](const auto& finish) {
    run(queue, plan, mel, finish, starts, num_frames, samples, features);
  });
}

}  // namespace cantus::gpu
