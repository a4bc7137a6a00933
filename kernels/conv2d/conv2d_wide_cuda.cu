#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/core/carver.h"
#include "kernels/core/gpu.h"
#include "kernels/gemm/gemm_cuda.h"
#include "kernels/leaky_relu/rectifier.h"

// A kernel over most of the bands (3 x 115 on 118 in Schlueter 2016) as one matrix product a pass.
// The weights of all band offsets are laid side by side, each shifted by its offset, `shifted`
// [out_f k_t c_out, f c_in], so that a frame of x and a frame of taps are rows of two matrices:
//   forward: taps = x shifted^T, of which y gathers the frames of each tap
//   data: d_x = taps shifted, of taps that d_y scatters
//   weights: d_shifted = taps^T x, whose offsets are added up
// 3 % of the shifted matrix are zeros. A product an offset does without them, but each is too small
// to fill a GPU evenly: so forward and weights took 0.92 and 1.13 ms where data in one product took
// 0.65 (H200, TF32, batch 256). cuDNN has nothing for such a kernel: its gradient of the data runs
// at 10 TFLOP/s of 790 in bfloat16 (9.19).
// Bytes beside the products, batch 256: 52 MB of taps, 46 MB of shifted weights, written and read.
namespace cantus::gpu::conv2d_wide {
namespace {

constexpr int kThreads = 256;
constexpr std::int64_t kMaxOffsets = 16;

std::int64_t num_frames(const Conv2dShape& s) { return s.n * s.t; }
std::int64_t width(const Conv2dShape& s) { return s.f * s.c_in; }
std::int64_t run(const Conv2dShape& s) { return s.k_f * s.c_in; }
std::int64_t num_taps(const Conv2dShape& s) { return s.c_out * s.k_t; }
std::int64_t num_shifted(const Conv2dShape& s) { return s.out_f() * num_taps(s); }

struct Shape {
  int t, out_t, out_f, c_out, k_t, dilation_t, pad_t;
};

Shape kernel_shape(const Conv2dShape& s) {
  return {static_cast<int>(s.t),      static_cast<int>(s.out_t()), static_cast<int>(s.out_f()),
          static_cast<int>(s.c_out),  static_cast<int>(s.k_t),     static_cast<int>(s.dilation_t),
          static_cast<int>(s.pad_t())};
}

// y[n, t, j, o] = act(bias[o] + sum_i taps[n, t + i dilation_t - pad_t, j, i, o]), of the frames
// inside; a block a frame of y.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    gather_taps_kernel(Shape s, const float* __restrict__ taps, const float* __restrict__ bias,
                       LeakyRectifier<float> rectifier, T* __restrict__ y) {
  const std::int64_t sample = blockIdx.x / s.out_t;
  const int first = static_cast<int>(blockIdx.x % s.out_t) - s.pad_t;
  const int width = s.out_f * s.c_out;
  T* out = y + static_cast<std::int64_t>(blockIdx.x) * width;
  for (int i = threadIdx.x; i < width; i += kThreads) {
    const int band = i / s.c_out, o = i % s.c_out;
    float sum = bias == nullptr ? 0.0f : bias[o];
    for (int tap = 0; tap < s.k_t; ++tap) {
      const int frame = first + tap * s.dilation_t;
      if (frame < 0 || frame >= s.t) continue;
      sum += taps[(((sample * s.t + frame) * s.out_f + band) * s.k_t + tap) * s.c_out + o];
    }
    out[i] = T(rectifier.forward(sum));
  }
}

// taps[n, t, j, i, o] = d_y[n, t + pad_t - i dilation_t, j, o], or zero beyond its ends; a block a
// frame.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    scatter_taps_kernel(Shape s, const T* __restrict__ d_y, T* __restrict__ taps) {
  const std::int64_t sample = blockIdx.x / s.t;
  const int frame = static_cast<int>(blockIdx.x % s.t);
  const int width = s.out_f * s.c_out;
  T* out = taps + static_cast<std::int64_t>(blockIdx.x) * width * s.k_t;
  for (int i = threadIdx.x; i < width * s.k_t; i += kThreads) {
    const int o = i % s.c_out, tap = i / s.c_out % s.k_t, band = i / s.c_out / s.k_t;
    const int from = frame + s.pad_t - tap * s.dilation_t;
    const bool is_inside = from >= 0 && from < s.out_t;
    out[i] = is_inside ? d_y[(sample * s.out_t + from) * width + band * s.c_out + o] : T(0.0f);
  }
}

// shifted[j, i, o, f, c] = w[o, i, f - j, c], or zero beside the kernel; a block a row of it.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    shift_weights_kernel(int k_t, int c_out, int run, int c_in, int width, const T* __restrict__ w,
                         T* __restrict__ shifted) {
  const int row = static_cast<int>(blockIdx.x);
  const int o = row % c_out, tap = row / c_out % k_t, shift = row / c_out / k_t * c_in;
  const T* from = w + static_cast<std::int64_t>(o * k_t + tap) * run;
  T* out = shifted + static_cast<std::int64_t>(blockIdx.x) * width;
  for (int i = threadIdx.x; i < width; i += kThreads) {
    const int k = i - shift;
    out[i] = k >= 0 && k < run ? from[k] : T(0.0f);
  }
}

// d_w[o, i, f, c] = sum_j d_shifted[j, i, o, f + j, c]; a block a row of d_w.
__global__ void __launch_bounds__(kThreads)
    add_offsets_kernel(int num_offsets, int k_t, int c_out, int run, int c_in, int width,
                       const float* __restrict__ d_shifted, float* __restrict__ d_w) {
  const int o = static_cast<int>(blockIdx.x) / k_t, tap = static_cast<int>(blockIdx.x) % k_t;
  const std::int64_t to_next = static_cast<std::int64_t>(gridDim.x) * width + c_in;
  const float* from = d_shifted + static_cast<std::int64_t>(tap * c_out + o) * width;
  float* out = d_w + static_cast<std::int64_t>(blockIdx.x) * run;
  for (int i = threadIdx.x; i < run; i += kThreads) {
    float sum = 0;
    for (int j = 0; j < num_offsets; ++j) sum += from[j * to_next + i];
    out[i] = sum;
  }
}

template <typename Taps, typename Weights>
struct Scratch {
  Scratch(const Conv2dShape& s, void* base) {
    Carver carver(base);
    taps = carver.take<Taps>(num_frames(s) * num_shifted(s));
    shifted = carver.take<Weights>(num_shifted(s) * width(s));
    bytes = carver.bytes();
  }
  Taps* taps;
  Weights* shifted;  // or their gradients
  std::size_t bytes;
};

dim3 blocks(std::int64_t count) { return dim3(static_cast<unsigned>(count)); }

template <typename T>
void scatter_taps(Queue& queue, const Conv2dShape& s, const T* d_y, T* taps) {
  launch(scatter_taps_kernel<T>, blocks(num_frames(s)), dim3(kThreads), 0, queue.stream(),
         kernel_shape(s), d_y, taps);
}

template <typename T>
void shift_weights(Queue& queue, const Conv2dShape& s, const T* w, T* shifted) {
  launch(shift_weights_kernel<T>, blocks(num_shifted(s)), dim3(kThreads), 0, queue.stream(),
         static_cast<int>(s.k_t), static_cast<int>(s.c_out), static_cast<int>(run(s)),
         static_cast<int>(s.c_in), static_cast<int>(width(s)), w, shifted);
}

}  // namespace

// Tensor cores take rows of whole 16 bytes. The weights are shifted once an offset, and the taps of
// each are stored: a kernel of 400 bands on 500, 64 to 128 channels, would need 5 GB for 101
// copies.
bool suits(const Conv2dShape& s) {
  const bool suits_padding = s.padding == Padding::kValid || s.padding == Padding::kFullFrames;
  return suits_padding && s.k_f >= 16 && 4 * s.f <= 5 * s.k_f && s.out_f() <= kMaxOffsets &&
         s.c_in % 8 == 0 && s.c_out % 8 == 0;
}

std::size_t scratch_bytes(Queue& queue, const Conv2dShape& s) {
  return gpu::gemm_scratch_bytes(queue, {}) + Scratch<float, float>(s, nullptr).bytes;
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& s, const T* x, const T* w, const float* bias,
             float slope, T* y) {
  const Scratch<float, T> scratch(s, queue.scratch(scratch_bytes(queue, s)));
  shift_weights(queue, s, w, scratch.shifted);
  const GemmShape product{.m = num_frames(s),
                          .n = num_shifted(s),
                          .k = width(s),
                          .transpose_b = true,
                          .precision = s.precision};
  gpu::gemm(queue, product, x, scratch.shifted, scratch.taps);
  launch(gather_taps_kernel<T>, blocks(s.n * s.out_t()), dim3(kThreads), 0, queue.stream(),
         kernel_shape(s), scratch.taps, bias, LeakyRectifier<float>{slope}, y);
}

template <typename T>
void backward_data(Queue& queue, const Conv2dShape& s, const T* w, const T* d_y, T* d_x) {
  const Scratch<T, T> scratch(s, queue.scratch(scratch_bytes(queue, s)));
  scatter_taps(queue, s, d_y, scratch.taps);
  shift_weights(queue, s, w, scratch.shifted);
  const GemmShape product{
      .m = num_frames(s), .n = width(s), .k = num_shifted(s), .precision = s.precision};
  gpu::gemm(queue, product, scratch.taps, scratch.shifted, d_x);
}

template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& s, const T* x, const T* d_y, float* d_w) {
  const Scratch<T, float> scratch(s, queue.scratch(scratch_bytes(queue, s)));
  scatter_taps(queue, s, d_y, scratch.taps);
  const GemmShape product{.m = num_shifted(s),
                          .n = width(s),
                          .k = num_frames(s),
                          .transpose_a = true,
                          .precision = s.precision};
  gpu::gemm(queue, product, scratch.taps, x, scratch.shifted);
  launch(add_offsets_kernel, blocks(num_taps(s)), dim3(kThreads), 0, queue.stream(),
         static_cast<int>(s.out_f()), static_cast<int>(s.k_t), static_cast<int>(s.c_out),
         static_cast<int>(run(s)), static_cast<int>(s.c_in), static_cast<int>(width(s)),
         scratch.shifted, d_w);
}

template decltype(forward<float>) forward<float>;
template decltype(forward<Bfloat16>) forward<Bfloat16>;
template decltype(backward_data<float>) backward_data<float>;
template decltype(backward_data<Bfloat16>) backward_data<Bfloat16>;
template decltype(backward_weights<float>) backward_weights<float>;
template decltype(backward_weights<Bfloat16>) backward_weights<Bfloat16>;

}  // namespace cantus::gpu::conv2d_wide
