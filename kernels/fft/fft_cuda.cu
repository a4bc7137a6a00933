// The real Fourier transform of rows: a warp a row, 8 rows a block, each row in shared memory from
// its first pass to its last (kernels/fft/fft_warp_cuda.h).
//
// Bytes a row of n: 4 n read, 4 n + 8 written; the floor on an H200 (4.3 TB/s copy) is 1.9 ns for
// 1024 points. Shared memory holds the n / 2 packed points, 4 n bytes a row: a pass reads and
// writes them once, but for the first, which reads the row itself.
#include "kernels/core/device_kernel.h"
#include "kernels/fft/fft.h"
#include "kernels/fft/fft_warp_cuda.h"

namespace cantus::gpu {
namespace {

__device__ std::int64_t row_of_warp() {
  return static_cast<std::int64_t>(blockIdx.x) * (blockDim.x / 32) + threadIdx.x / 32;
}

template <int kHalf>
__global__ void __launch_bounds__(256, 2)
    fft_forward_kernel(FftView view, int points_per_warp, std::int64_t num_frames,
                       const float* __restrict__ x, float* __restrict__ spectrum) {
  CANTUS_SHARED_DYNAMIC(float2, shared);
  const std::int64_t frame = row_of_warp();
  if (frame >= num_frames) return;
  WarpFft<kHalf> fft(view, shared + threadIdx.x / 32 * points_per_warp);
  const int half = fft.half();
  const float* from = x + frame * 2 * half;
  fft.transform([&](int i) { return Point{from[2 * i], from[2 * i + 1]}; });
  float* to = spectrum + frame * 2 * (half + 1);
  for (int k = fft.lane(); k <= half / 2; k += 32) {
    const PairOf<float> bins = fft.bins(k);
    to[2 * (half - k)] = bins.high.re * 0.5f;
    to[2 * (half - k) + 1] = bins.high.im * -0.5f;
    to[2 * k] = bins.low.re * 0.5f;
    to[2 * k + 1] = bins.low.im * 0.5f;
  }
}

// Real and imaginary parts change places before and after: that makes it the inverse.
template <int kHalf>
__global__ void __launch_bounds__(256, 2)
    fft_inverse_kernel(FftView view, int points_per_warp, std::int64_t num_frames,
                       const float* __restrict__ spectrum, float* __restrict__ x) {
  CANTUS_SHARED_DYNAMIC(float2, shared);
  const std::int64_t frame = row_of_warp();
  if (frame >= num_frames) return;
  WarpFft<kHalf> fft(view, shared + threadIdx.x / 32 * points_per_warp);
  const int half = fft.half();
  const float* from = spectrum + frame * 2 * (half + 1);
  const float scale = 0.5f / static_cast<float>(half);
  fft.transform([&](int i) {
    const bool upper = i > half / 2;
    const int k = upper ? half - i : i;
    const float2 w = view.unpack[k];
    const Point a{from[2 * k], k == 0 ? 0.0f : from[2 * k + 1]};
    const Point b{from[2 * (half - k)], k == 0 ? 0.0f : from[2 * (half - k) + 1]};
    const PairOf<float> points = pack_pair(a, b, w.x, w.y);
    const Point point = (upper ? points.high : points.low) * scale;
    return Point{point.im, point.re};
  });
  float* to = x + frame * 2 * half;
  for (int i = fft.lane(); i < half; i += 32) {
    const Point point = fft[i];
    to[2 * i] = point.im;
    to[2 * i + 1] = point.re;
  }
}

template <class Kernel>
void run(Queue& queue, Kernel kernel, const FftPlan& plan, std::int64_t num_frames,
         const float* from, float* to) {
  if (num_frames == 0) return;
  CANTUS_REQUIRE(plan.n() <= FftPlan::kMaxDevicePoints,
                 "a Fourier transform too long for a GPU's shared memory");
  const int points = warp_points(plan);
  const int warps = warps_per_block(points * sizeof(float2));
  launch(kernel, dim3(static_cast<unsigned>((num_frames + warps - 1) / warps)), dim3(32 * warps),
         warps * points * sizeof(float2), queue.stream(), view_of(plan), points, num_frames, from,
         to);
}

void fft_forward(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* x,
                 float* spectrum) {
  run(queue, plan.n() == 1024 ? fft_forward_kernel<512> : fft_forward_kernel<0>, plan, num_frames,
      x, spectrum);
}

void fft_inverse(Queue& queue, const FftPlan& plan, std::int64_t num_frames, const float* spectrum,
                 float* x) {
  run(queue, plan.n() == 1024 ? fft_inverse_kernel<512> : fft_inverse_kernel<0>, plan, num_frames,
      spectrum, x);
}

const DeviceKernel kForward{"fft_forward", fft_forward};
const DeviceKernel kInverse{"fft_inverse", fft_inverse};

}  // namespace
}  // namespace cantus::gpu
