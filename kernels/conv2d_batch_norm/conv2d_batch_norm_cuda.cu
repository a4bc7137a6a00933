// A convolution from one channel with its batch normalization (conv2d_batch_norm.h). Apart, the two
// move each value of the output four times forward and six times backward; here it is written once,
// and its gradient read once: 10.7 MB an excerpt of Schlueter 2016, 2.5 us at 4.3 TB/s. Arithmetic
// is 9 multiply-adds a value forward and 19 backward, 0.7 and 1.5 us.
//
// Kernels: two for the sums of the patches (patch_moments_cuda.cu); one block that makes of them
// the statistics, each channel's weights and bias with its normalization folded in, and the running
// statistics; then the pass over the output (folded_walk_cuda.h): shares of equal length, so that
// no multiprocessor waits for another's last row. A thread holds four channels, and reads the
// windows under four bands at once. Forward that is 58 instructions for four values, 89 registers:
// the issue of 32 excerpts takes 42 us, their output in floats 80, in bfloat16 40.
//
// Backward a thread computes the rectifier's input again by the very instructions of the forward
// pass and keeps 10 x 4 sums beside the 10 x 4 weights: 103 instructions for four values, 74 us for
// 32 excerpts. What it reads must be asked for long before: 4 TB/s are 3 MB under way, 64 bytes a
// thread at the three blocks that 168 registers leave on a multiprocessor. So the gradients of a
// whole step wait in registers, and each is asked for again, a step on, as it is taken. Those of
// the next piece are asked for before the barriers that change the tile. A thread's sums, 13
// terms an excerpt, are in float; from the block upwards they are in double.
// The last kernel adds up the blocks and writes the gradients.
#include <algorithm>

#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/conv2d_batch_norm/folded_walk_cuda.h"
#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/leaky_relu/rectifier.h"

namespace cantus::gpu::conv2d_batch_norm {
namespace {

constexpr int kForwardBlocks = 5 * kMultiprocessors;
constexpr int kBackwardBlocks = 3 * kMultiprocessors;
constexpr int kFoldThreads = 1024;    // the most channels there are
constexpr int kFinishChannels = 8;    // that a block adds up in the end,
constexpr int kFinishRows = 64;       // by so many threads each

// statistics [1], channels [c_out], folded [kNumSums, c_out] and, where they are given, the running
// statistics.
__global__ void __launch_bounds__(kFoldThreads)
    fold_kernel(Shape s, BatchNormSettings settings, MomentSums sums, const float* __restrict__ w,
                const float* __restrict__ gamma, const float* __restrict__ beta,
                PatchStatistics* __restrict__ statistics, ChannelStatistics* __restrict__ channels,
                float* __restrict__ folded, float* __restrict__ running_mean,
                float* __restrict__ running_spread) {
  constexpr int kColumns = 64;  // one a moment
  constexpr int kRows = kFoldThreads / kColumns;
  static_assert(kNumMoments <= kColumns);
  CANTUS_SHARED(double, of_rows, [kRows][kColumns]);
  CANTUS_SHARED(PatchStatistics, patches, [1]);
  const int thread = static_cast<int>(threadIdx.x);
  const int column = thread % kColumns;
  const int row = thread / kColumns;
  const float centre = centre_of(s, sums.of_x);
  double sum = 0;
  if (column < kNumMoments)
#pragma unroll 8
    for (int block = row; block < sums.num_blocks; block += kRows)
      sum += sums.moments[block * kNumMoments + column];
  of_rows[row][column] = sum;
  __syncthreads();
  if (row == 0) {
#pragma unroll
    for (int other = 1; other < kRows; ++other) sum += of_rows[other][column];
    of_rows[0][column] = sum;
  }
  __syncthreads();
  PatchStatistics& all = patches[0];
  if (thread == 0) {
    all.centre = centre;
    all.num_positions = static_cast<double>(s.n) * s.out_t * s.out_f;
  }
  __syncthreads();
  if (thread < kPatch) all.set_mean(of_rows[0], thread);
  __syncthreads();
  if (thread < kPatch * kPatch) all.set_covariance(of_rows[0], thread / kPatch, thread % kPatch);
  __syncthreads();
  if (thread == 0) *statistics = all;
  if (thread >= s.c_out) return;
  const ChannelStatistics channel(patches[0], settings.epsilon, w + thread * kPatch);
  channels[thread] = channel;
  channel.fold(w + thread * kPatch, gamma[thread], beta[thread], folded + thread, s.c_out);
  if (running_mean != nullptr)
    channel.update(settings, patches[0].num_positions, running_mean[thread],
                   running_spread[thread]);
}

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

// Adds up the blocks' sums of kFinishChannels channels and writes their gradients.
__global__ void __launch_bounds__(kFinishChannels* kFinishRows)
    gradients_kernel(int c_out, int num_partials, const double* __restrict__ partials,
                     const PatchStatistics* __restrict__ statistics,
                     const ChannelStatistics* __restrict__ channels, const float* __restrict__ w,
                     const float* __restrict__ gamma, float* __restrict__ d_w,
                     float* __restrict__ d_gamma, float* __restrict__ d_beta) {
  CANTUS_SHARED(double, of_rows, [kFinishRows][kNumSums][kFinishChannels]);
  const int lane = static_cast<int>(threadIdx.x);
  const int row = static_cast<int>(threadIdx.y);
  const int channel = static_cast<int>(blockIdx.x) * kFinishChannels + lane;
  double sums[kNumSums] = {};
  for (int p = row; p < num_partials; p += kFinishRows)
#pragma unroll
    for (int i = 0; i < kNumSums; ++i)
      sums[i] += partials[(static_cast<std::int64_t>(p) * kNumSums + i) * c_out + channel];
#pragma unroll
  for (int i = 0; i < kNumSums; ++i) of_rows[row][i][lane] = sums[i];
  __syncthreads();
  if (row < kNumSums) {
    double sum = of_rows[0][row][lane];
#pragma unroll
    for (int other = 1; other < kFinishRows; ++other) sum += of_rows[other][row][lane];
    of_rows[0][row][lane] = sum;
  }
  __syncthreads();
  if (row != 0) return;
  channels[channel].gradients(*statistics, w + channel * kPatch, gamma[channel],
                              &of_rows[0][0][lane], kFinishChannels, d_w + channel * kPatch,
                              d_gamma[channel], d_beta[channel]);
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

std::int64_t num_partial_sums(const Shape& s) {
  return static_cast<std::int64_t>(num_partials(s)) * kNumSums * s.c_out;
}

// The scratch, in this order: whole float4s each.
struct Scratch {
  Scratch(void* memory, const Shape& s)
      : moments(static_cast<double*>(memory)),
        partials(moments + MomentSums::kDoubles),
        statistics(reinterpret_cast<PatchStatistics*>(partials + num_partial_sums(s))),
        channels(reinterpret_cast<ChannelStatistics*>(statistics + 1)),
        folded(reinterpret_cast<float*>(channels + s.c_out)) {  // an even number of channels
    static_assert(MomentSums::kDoubles % 2 == 0 && sizeof(PatchStatistics) % sizeof(float4) == 0);
  }

  double* moments;
  double* partials;  // [num_partials, kNumSums, c_out]
  PatchStatistics* statistics;
  ChannelStatistics* channels;  // [c_out]
  float* folded;                // [kNumSums, c_out]
};

std::size_t scratch_bytes(Queue&, const Conv2dShape& shape) {
  const Shape s = layer_shape(shape);
  return sizeof(double) * (MomentSums::kDoubles + num_partial_sums(s)) + sizeof(PatchStatistics) +
         (sizeof(ChannelStatistics) + sizeof(float) * kNumSums) * s.c_out;
}

// What both passes begin with.
void fold(Queue& queue, const Shape& s, const BatchNormSettings& settings, const float* x,
          const float* w, const float* gamma, const float* beta, const Scratch& scratch,
          float* running_mean, float* running_spread) {
  const MomentSums sums = patch_moments(queue, s, x, scratch.moments);
  launch(fold_kernel, dim3(1), dim3(kFoldThreads), 0, queue.stream(), s, settings, sums, w, gamma,
         beta, scratch.statistics, scratch.channels, scratch.folded, running_mean, running_spread);
}

template <typename T>
void forward(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings,
             const float* x, const float* w, const float* gamma, const float* beta, T* y,
             float* running_mean, float* running_spread) {
  const Shape s = layer_shape(shape);
  const Scratch scratch(queue.scratch(scratch_bytes(queue, shape)), s);
  fold(queue, s, settings, x, w, gamma, beta, scratch, running_mean, running_spread);
  launch(forward_kernel<T>, dim3(num_shares(s, kForwardBlocks), num_groups(s)), dim3(kWalkThreads),
         0, queue.stream(), s, LeakyRectifier<float>{settings.slope}, x, scratch.statistics,
         scratch.folded, y);
}

template <typename T>
void backward(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings,
              const float* x, const float* w, const float* gamma, const float* beta, const T* d_y,
              float* d_w, float* d_gamma, float* d_beta) {
  const Shape s = layer_shape(shape);
  const Scratch scratch(queue.scratch(scratch_bytes(queue, shape)), s);
  fold(queue, s, settings, x, w, gamma, beta, scratch, nullptr, nullptr);
  launch(gradient_sums_kernel<T>, dim3(num_partials(s), num_groups(s)), dim3(kWalkThreads), 0,
         queue.stream(), s, LeakyRectifier<float>{settings.slope}, x, scratch.statistics,
         scratch.folded, d_y, scratch.partials);
  launch(gradients_kernel, dim3(s.c_out / kFinishChannels), dim3(kFinishChannels, kFinishRows), 0,
         queue.stream(), s.c_out, num_partials(s), scratch.partials, scratch.statistics,
         scratch.channels, w, gamma, d_w, d_gamma, d_beta);
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
