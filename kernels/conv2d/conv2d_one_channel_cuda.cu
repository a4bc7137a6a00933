#include <algorithm>

#include "kernels/conv2d/conv2d_one_channel_cuda.h"
#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/core/column_sums_cuda.h"
#include "kernels/core/gpu.h"
#include "kernels/leaky_relu/rectifier.h"

// A 3 x 3 kernel from one channel to many: 18 operations for each value of y, which is written (or
// its gradient read) once, 4 bytes. Nothing else is large: x is 1/c_out of y. On an H200 that
// is 4.5 operations a byte where 15 would balance, so the floor is the memory's: 10.7 MB and 2.5 us
// for each pass over an excerpt of Schlueter 2016.
//
// A thread holds four channels (float4, so that neighbours make whole lines) and their 9 x 4
// weights, or sums, in registers. It walks along bands and keeps the nine values under the kernel
// in registers too: three new ones a step. x comes from a tile in shared memory, the same word for
// all channels of a band. A block of 256 threads is `lanes` threads for the channels, a power of
// two, times 256 / lanes runs of bands.
namespace cantus::gpu::conv2d_one_channel {
namespace {

constexpr int kBlocksEach = 3;  // that sum the gradient of the weights, on a multiprocessor at once
constexpr int kMaxPartials = kBlocksEach * kMultiprocessors;

template <typename T>
__global__ void __launch_bounds__(kThreads)
    forward_kernel(Shape s, const T* __restrict__ x, const T* __restrict__ w,
                   const float* __restrict__ bias, LeakyRectifier<float> rectifier,
                   T* __restrict__ y) {
  CANTUS_SHARED(float, rows, [kTaps][kBands + kTaps - 1]);
  const Place p = place_of(s, blockIdx.x);
  load_rows(s, p, x, rows);
  __syncthreads();
  const int channel = static_cast<int>(threadIdx.x) % s.lanes * 4;
  const Run run = bands_of(s, p);
  if (channel >= s.c_out || run.begin == run.end) return;

  float weights[kTaps * kTaps][4];
  load_weights(w, channel, weights);
  float first[4] = {};
  if (bias != nullptr)
#pragma unroll
    for (int c = 0; c < 4; ++c) first[c] = bias[channel + c];

  float window[kTaps][kTaps] = {};
  slide(window, rows, run.begin);
  slide(window, rows, run.begin + 1);
  T* out = y + (p.row * s.out_f + p.first_band + run.begin) * s.c_out + channel;
  for (int band = run.begin; band < run.end; ++band, out += s.c_out) {
    slide(window, rows, band + 2);
    float sum[4] = {first[0], first[1], first[2], first[3]};
#pragma unroll
    for (int tap = 0; tap < kTaps * kTaps; ++tap)
#pragma unroll
      for (int c = 0; c < 4; ++c) sum[c] += window[tap / kTaps][tap % kTaps] * weights[tap][c];
    Pack<T, 4> four;
#pragma unroll
    for (int c = 0; c < 4; ++c) four.at[c] = T(rectifier.forward(sum[c]));
    store_pack(out, four);
  }
}

// partials [block, tap, c_out]: the gradient of the weights over the block's units.
template <typename T>
__global__ void __launch_bounds__(kThreads, kBlocksEach)
    weight_sums_kernel(Shape s, std::int64_t num_units, const T* __restrict__ x,
                       const T* __restrict__ d_y, float* __restrict__ partials) {
  CANTUS_SHARED(float, rows, [kTaps][kBands + kTaps - 1]);
  CANTUS_SHARED(float4, of_threads, [kThreads]);
  const int channel = static_cast<int>(threadIdx.x) % s.lanes * 4;
  const bool has_channel = channel < s.c_out;
  float sums[kTaps * kTaps][4] = {};
  const std::int64_t begin = num_units * blockIdx.x / gridDim.x;
  const std::int64_t end = num_units * (blockIdx.x + 1) / gridDim.x;
  for (std::int64_t unit = begin; unit < end; ++unit) {
    const Place p = place_of(s, unit);
    __syncthreads();  // the unit before has been read
    load_rows(s, p, x, rows);
    __syncthreads();
    const Run run = bands_of(s, p);
    if (!has_channel || run.begin == run.end) continue;
    float window[kTaps][kTaps] = {};
    slide(window, rows, run.begin);
    slide(window, rows, run.begin + 1);
    const T* in = d_y + (p.row * s.out_f + p.first_band + run.begin) * s.c_out + channel;
    for (int band = run.begin; band < run.end; ++band, in += s.c_out) {
      slide(window, rows, band + 2);
      const float4 d = load_four(in);
      const float gradient[4] = {d.x, d.y, d.z, d.w};
#pragma unroll
      for (int tap = 0; tap < kTaps * kTaps; ++tap)
#pragma unroll
        for (int c = 0; c < 4; ++c) sums[tap][c] += window[tap / kTaps][tap % kTaps] * gradient[c];
    }
  }
#pragma unroll
  for (int tap = 0; tap < kTaps * kTaps; ++tap) {
    __syncthreads();
    of_threads[threadIdx.x] = make_float4(sums[tap][0], sums[tap][1], sums[tap][2], sums[tap][3]);
    __syncthreads();
    for (int o = threadIdx.x; o < s.c_out; o += kThreads) {
      float sum = 0.0f;
      for (int stream = 0; stream < kThreads / s.lanes; ++stream)
        sum += reinterpret_cast<const float*>(&of_threads[stream * s.lanes])[o];
      partials[(static_cast<std::int64_t>(blockIdx.x) * kTaps * kTaps + tap) * s.c_out + o] = sum;
    }
  }
}

// A finish: d_w [c_out, tap] from sums [tap, c_out].
struct StoreWeights {
  int c_out;
  float* d_w;
  __device__ void operator()(std::int64_t weight, const double (&sums)[1]) const {
    const int i = static_cast<int>(weight);
    d_w[i % c_out * kTaps * kTaps + i / c_out] = static_cast<float>(sums[0]);
  }
};

int num_partials(const Shape& s) {
  return static_cast<int>(std::min<std::int64_t>(kMaxPartials, num_units(s)));
}

}  // namespace

bool suits(const Conv2dShape& s) {
  return s.c_in == 1 && s.k_t == kTaps && s.k_f == kTaps && s.c_out % 4 == 0 && s.c_out <= 128;
}

std::size_t backward_weights_scratch_bytes(const Conv2dShape& shape) {
  const Shape s = kernel_shape(shape);
  return static_cast<std::size_t>(num_partials(s)) * kTaps * kTaps * s.c_out * sizeof(float);
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const float* bias,
             float slope, T* y) {
  require_packs<4>(shape.c_out, y);
  const Shape s = kernel_shape(shape);
  launch(forward_kernel<T>, grid_of(num_units(s)), dim3(kThreads), 0, queue.stream(), s, x, w, bias,
         LeakyRectifier<float>{slope}, y);
}

template <typename T>
void backward_weights(Queue& queue, const Conv2dShape& shape, const T* x, const T* d_y,
                      float* d_w) {
  require_packs<4>(shape.c_out, d_y);
  const Shape s = kernel_shape(shape);
  auto* partials = static_cast<float*>(queue.scratch(backward_weights_scratch_bytes(shape)));
  launch(weight_sums_kernel<T>, dim3(num_partials(s)), dim3(kThreads), 0, queue.stream(), s,
         num_units(s), x, d_y, partials);
  finish_columns<1>(queue, kTaps * kTaps * s.c_out, static_cast<unsigned>(num_partials(s)),
                    partials, StoreWeights{s.c_out, d_w});
}

template decltype(forward<float>) forward<float>;
template decltype(forward<Bfloat16>) forward<Bfloat16>;
template decltype(backward_weights<float>) backward_weights<float>;
template decltype(backward_weights<Bfloat16>) backward_weights<Bfloat16>;

}  // namespace cantus::gpu::conv2d_one_channel
