// A convolution from one channel with its batch normalization (conv2d_batch_norm.h). Apart, the two
// move each value of the output four times forward and six times backward; here it is written once,
// and its gradient read once: 10.7 MB an excerpt of Schlueter 2016, 2.5 us at 4.3 TB/s. Arithmetic
// is 9 multiply-adds a value forward and 19 backward, 0.7 and 1.5 us.
//
// Kernels, forward: two for the sums of the patches (patch_moments_cuda.cu); one block that makes
// of them each channel's weights and bias with its normalization folded in, which are kept
// (patch_fold_cuda.cu). Then, either way, the pass over the output (folded_walk_cuda.h): shares of
// equal length, so that no multiprocessor waits for another's last row. A thread holds four
// channels, and reads the windows under four bands at once. Forward that is 58 instructions for
// four values, 89 registers: the issue of 32 excerpts takes 42 us, their output in floats 80, in
// bfloat16 40.
//
// Backward a thread computes the rectifier's input again by the very instructions of the forward
// pass and keeps 10 x 4 sums beside the 10 x 4 weights: 103 instructions for four values, 74 us for
// 32 excerpts. What it reads must be asked for long before: 4 TB/s are 3 MB under way, 64 bytes a
// thread at the three blocks that 168 registers leave on a multiprocessor. So the gradients of a
// whole step wait in registers, and each is asked for again, a step on, as it is taken. Those of
// the next piece are asked for before the barriers that change the tile. A thread's sums, 13
// terms an excerpt, are in float; from the block upwards they are in double.
#include <algorithm>

#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/conv2d_batch_norm/folded_walk_cuda.h"
#include "kernels/conv2d_batch_norm/patch_fold_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus::gpu::conv2d_batch_norm {
namespace {

constexpr int kForwardBlocks = 5 * kMultiprocessors;
constexpr int kBackwardBlocks = 3 * kMultiprocessors;

template <typename T>
__global__ void __launch_bounds__(kWalkThreads, 5)
    forward_kernel(Shape s, LeakyRectifier<float> rectifier, const float* __restrict__ x,
                   const PatchStatistics* __restrict__ statistics,
                   const float* __restrict__ folded_of_all, T* __restrict__ y) {
  CANTUS_SHARED(float4, tile, [kTaps][kTileWidth / 4]);
  const Walker walker(s, kWindow);
  const Folded folded(folded_of_all, s.c_out, walker.has_channel ? walker.channel : 0);
  const auto centre = static_cast<float>(statistics->centre);
  const Share share(s);
  for (unsigned position = share.begin; position < share.end;) {
    const Piece piece(s, position, share.end);
    __syncthreads();  // the piece before has been read
    piece.load(s, x, centre, tile);
    __syncthreads();
    T* out = y + static_cast<std::int64_t>(position) * s.c_out + walker.channel;
    position += piece.num_bands;
    if (!walker.has_channel) continue;
    for (int band = walker.first_band; band < piece.num_bands; band += walker.stride) {
      const Window window(tile, band);
#pragma unroll
      for (int b = 0; b < kWindow; ++b) {
        float pre[4];
        folded.run(window, b, pre);
        Pack<T, 4> four;
#pragma unroll
        for (int c = 0; c < 4; ++c) four.at[c] = T(rectifier.forward(pre[c]));
        if (band + b < piece.num_bands) store_pack(out + (band + b) * s.c_out, four);
      }
    }
  }
}

// Adds those at band b of the window: the gradient at the rectifier's input times x - centre under
// each tap, and alone.
__device__ inline void add_gradients(const Folded& folded, const Window& window, int b,
                                     LeakyRectifier<float> rectifier, const float (&d_y)[4],
                                     float (&sums)[kNumSums][4]) {
  float pre[4], d[4];
  folded.run(window, b, pre);
#pragma unroll
  for (int c = 0; c < 4; ++c) {
    d[c] = rectifier.backward(pre[c], d_y[c]);
    sums[kPatch][c] += d[c];
  }
#pragma unroll
  for (int tap = 0; tap < kPatch; ++tap)
#pragma unroll
    for (int c = 0; c < 4; ++c) sums[tap][c] = fmaf(window.under(b, tap), d[c], sums[tap][c]);
}

// partials [block, kNumSums, c_out]: the gradient at the rectifier's input, over the block's
// positions, times x - centre under each tap, and alone.
template <typename T>
__global__ void __launch_bounds__(kWalkThreads, 3)
    gradient_sums_kernel(Shape s, LeakyRectifier<float> rectifier, const float* __restrict__ x,
                         const PatchStatistics* __restrict__ statistics,
                         const float* __restrict__ folded_of_all, const T* __restrict__ d_y,
                         double* __restrict__ partials) {
  CANTUS_SHARED(float4, tile, [kTaps][kTileWidth / 4]);
  CANTUS_SHARED(float4, of_threads, [kWalkThreads]);
  constexpr int kStep = 16 / sizeof(T);  // bands: as many bytes under way in either storage
  const Walker walker(s, kStep);
  const Folded folded(folded_of_all, s.c_out, walker.has_channel ? walker.channel : 0);
  const auto centre = static_cast<float>(statistics->centre);
  const Share share(s);
  float sums[kNumSums][4] = {};
  for (unsigned position = share.begin; position < share.end;) {
    const Piece piece(s, position, share.end);
    const T* in = d_y + static_cast<std::int64_t>(position) * s.c_out + walker.channel;
    const int num_bands = walker.has_channel ? piece.num_bands : 0;
    position += piece.num_bands;
    Waiting<T> ahead[kStep];
#pragma unroll
    for (int b = 0; b < kStep; ++b) ahead[b].ask(in, walker.first_band + b, num_bands, s.c_out);
    __syncthreads();  // the piece before has been read
    piece.load(s, x, centre, tile);
    __syncthreads();
    for (int band = walker.first_band; band < num_bands; band += walker.stride) {
#pragma unroll
      for (int first = 0; first < kStep; first += kWindow) {
        const Window window(tile, band + first);
#pragma unroll
        for (int b = 0; b < kWindow; ++b) {
          Waiting<T>& slot = ahead[first + b];
          const float d_y_here[4] = {slot.at(0), slot.at(1), slot.at(2), slot.at(3)};
          slot.ask(in, band + walker.stride + first + b, num_bands, s.c_out);
          add_gradients(folded, window, b, rectifier, d_y_here, sums);
        }
      }
    }
  }
  static_assert(kGroup <= kWalkThreads);
  const auto sum_index = static_cast<int>(threadIdx.x);
  const int group = static_cast<int>(blockIdx.y) * kGroup;
  const bool has_sum = sum_index < min(kGroup, s.c_out - group);
  double* out = partials + static_cast<std::int64_t>(blockIdx.x) * kNumSums * s.c_out + group;
#pragma unroll
  for (int i = 0; i < kNumSums; ++i) {
    __syncthreads();
    of_threads[threadIdx.x] = make_float4(sums[i][0], sums[i][1], sums[i][2], sums[i][3]);
    __syncthreads();
    if (!has_sum) continue;
    double sum = 0;
    for (int stream = 0; stream < kWalkThreads / s.lanes; ++stream)
      sum += reinterpret_cast<const float*>(&of_threads[stream * s.lanes])[sum_index];
    out[i * s.c_out + sum_index] = sum;
  }
}

Shape layer_shape(const Conv2dShape& shape) {
  Shape s = gpu::conv2d_one_channel::kernel_shape(shape);
  s.lanes = std::min(s.lanes, kGroup / 4);
  return s;
}

int num_partials(const Shape& s) { return num_shares(s, kBackwardBlocks); }

unsigned num_groups(const Shape& s) {
  return static_cast<unsigned>((s.c_out + kGroup - 1) / kGroup);
}

std::size_t scratch_bytes(Queue&, const Conv2dShape& shape) {
  const Shape s = layer_shape(shape);
  return scratch_bytes_of(s, num_partials(s));
}

double* scratch_of(Queue& queue, const Conv2dShape& shape) {
  return static_cast<double*>(queue.scratch(scratch_bytes(queue, shape)));
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings,
             const float* x, const float* w, const float* gamma, const float* beta, T* y,
             std::uint8_t* kept_at, float* running_mean, float* running_spread) {
  require_packs<4>(shape.c_out, y);
  const Shape s = layer_shape(shape);
  const Kept kept(kept_at, s.c_out);
  fold(queue, s, settings, x, w, gamma, beta, scratch_of(queue, shape), kept, running_mean,
       running_spread);
  launch(forward_kernel<T>, dim3(num_shares(s, kForwardBlocks), num_groups(s)), dim3(kWalkThreads),
         0, queue.stream(), s, LeakyRectifier<float>{settings.slope}, x, kept.patches, kept.folded,
         y);
}

template <typename T>
void backward(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings,
              const float* x, const float* w, const float* gamma, const std::uint8_t* kept_at,
              const T* d_y, float* d_w, float* d_gamma, float* d_beta) {
  require_packs<4>(shape.c_out, d_y);
  const Shape s = layer_shape(shape);
  const Kept kept(kept_at, s.c_out);
  double* partials = scratch_of(queue, shape);
  launch(gradient_sums_kernel<T>, dim3(num_partials(s), num_groups(s)), dim3(kWalkThreads), 0,
         queue.stream(), s, LeakyRectifier<float>{settings.slope}, x, kept.patches, kept.folded,
         d_y, partials);
  write_gradients(queue, s, kept, num_partials(s), partials, w, gamma, d_w, d_gamma, d_beta);
}

const DeviceKernel kScratchBytes{"conv2d_batch_norm_scratch_bytes", scratch_bytes};
template <typename T>
struct Kernels {
  DeviceKernel forward{"conv2d_batch_norm_forward", conv2d_batch_norm::forward<T>};
  DeviceKernel backward{"conv2d_batch_norm_backward", conv2d_batch_norm::backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu::conv2d_batch_norm
