// A convolution from one channel with its batch normalization (conv2d_batch_norm.h). Apart, the two
// move each value of the output four times forward and six times backward; here it is written once,
// and its gradient read once: 10.7 MB an excerpt of Schlueter 2016, 2.5 us at 4.3 TB/s. Arithmetic
// is 9 multiply-adds a value forward and 19 backward, 0.7 and 1.5 us.
//
// Kernels: two for the sums of the patches (patch_moments_cuda.cu); one block that makes of them
// the statistics, each channel's weights and bias with its normalization folded in, and the running
// statistics; then the pass over the output. As in conv2d_one_channel_cuda.cu a thread holds four
// channels and walks along bands. Backward it computes the rectifier's input again by the very
// instructions of the forward pass, asks for the next band's gradient before it uses this one's,
// and keeps 10 x 4 sums beside the 10 x 4 weights: 128 registers, two blocks on a multiprocessor. A
// thread's sums, some hundred terms, are in float; from the block upwards they are in double. The
// last kernel adds up the blocks and writes the gradients.
#include <algorithm>

#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/conv2d_batch_norm/patch_moments_cuda.h"
#include "kernels/core/device_kernel.h"

namespace cantus::gpu::conv2d_batch_norm {
namespace {

using namespace gpu::conv2d_one_channel;  // NOLINT: its walk along the rows

constexpr int kNumSums = kPatch + 1;  // a channel: the gradient times each tap, and alone
constexpr int kGroup = 64;            // channels of a block
constexpr int kMaxPartials = 264;     // two blocks for each multiprocessor of an H200
constexpr int kFoldThreads = 1024;    // the most channels there are
constexpr int kFinishChannels = 8;    // that a block adds up in the end,
constexpr int kFinishRows = 64;       // by so many threads each

// Four channels of the folded convolution, folded [kNumSums, c_out].
struct Folded {
  float weights[kPatch][4];
  float bias[4];

  __device__ Folded(const float* __restrict__ folded, int c_out, int channel) {
#pragma unroll
    for (int tap = 0; tap < kNumSums; ++tap) {
      const float4 v = *reinterpret_cast<const float4*>(folded + tap * c_out + channel);
      float(&to)[4] = tap < kPatch ? weights[tap] : bias;
      to[0] = v.x;
      to[1] = v.y;
      to[2] = v.z;
      to[3] = v.w;
    }
  }

  __device__ void run(const float (&window)[kTaps][kTaps], float (&pre)[4]) const {
#pragma unroll
    for (int c = 0; c < 4; ++c) pre[c] = bias[c];
#pragma unroll
    for (int tap = 0; tap < kPatch; ++tap)
#pragma unroll
      for (int c = 0; c < 4; ++c)
        pre[c] = fmaf(window[tap / kTaps][tap % kTaps], weights[tap][c], pre[c]);
  }
};

__device__ inline int first_channel(const Shape& s) {
  return static_cast<int>(blockIdx.y) * kGroup + static_cast<int>(threadIdx.x) % s.lanes * 4;
}

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
__global__ void __launch_bounds__(kThreads)
    forward_kernel(Shape s, float slope, const float* __restrict__ x,
                   const PatchStatistics* __restrict__ statistics,
                   const float* __restrict__ folded_of_all, T* __restrict__ y) {
  CANTUS_SHARED(float, rows, [kTaps][kBands + kTaps - 1]);
  const Place p = place_of(s, blockIdx.x);
  load_rows(s, p, x, static_cast<float>(statistics->centre), rows);
  __syncthreads();
  const int channel = first_channel(s);
  const Run run = bands_of(s, p);
  if (channel >= s.c_out || run.begin == run.end) return;

  const Folded folded(folded_of_all, s.c_out, channel);
  float window[kTaps][kTaps] = {};
  slide(window, rows, run.begin);
  slide(window, rows, run.begin + 1);
  T* out = y + (p.row * s.out_f + p.first_band + run.begin) * s.c_out + channel;
  for (int band = run.begin; band < run.end; ++band, out += s.c_out) {
    slide(window, rows, band + 2);
    float pre[4];
    folded.run(window, pre);
    Pack<T, 4> four;
#pragma unroll
    for (int c = 0; c < 4; ++c) four.at[c] = T(pre[c] > 0.0f ? pre[c] : slope * pre[c]);
    store_pack(out, four);
  }
}

// partials [block, kNumSums, c_out]: the gradient at the rectifier's input, over the block's units,
// times x - centre under each tap, and alone.
template <typename T>
__global__ void __launch_bounds__(kThreads, 2)
    gradient_sums_kernel(Shape s, std::int64_t num_units, float slope, const float* __restrict__ x,
                         const PatchStatistics* __restrict__ statistics,
                         const float* __restrict__ folded_of_all, const T* __restrict__ d_y,
                         double* __restrict__ partials) {
  CANTUS_SHARED(float, rows, [kTaps][kBands + kTaps - 1]);
  CANTUS_SHARED(float4, of_threads, [kThreads]);
  const auto centre = static_cast<float>(statistics->centre);
  const int channel = first_channel(s);
  const bool has_channel = channel < s.c_out;
  const Folded folded(folded_of_all, s.c_out, has_channel ? channel : 0);
  float sums[kNumSums][4] = {};
  const std::int64_t begin = num_units * blockIdx.x / gridDim.x;
  const std::int64_t end = num_units * (blockIdx.x + 1) / gridDim.x;
  for (std::int64_t unit = begin; unit < end; ++unit) {
    const Place p = place_of(s, unit);
    __syncthreads();  // the unit before has been read
    load_rows(s, p, x, centre, rows);
    __syncthreads();
    const Run run = bands_of(s, p);
    if (!has_channel || run.begin == run.end) continue;
    float window[kTaps][kTaps] = {};
    slide(window, rows, run.begin);
    slide(window, rows, run.begin + 1);
    const T* in = d_y + (p.row * s.out_f + p.first_band + run.begin) * s.c_out + channel;
    Pack<T, 4> next = load_pack<4>(in);
    for (int band = run.begin; band < run.end; ++band) {
      const Pack<T, 4> here = next;
      if (band + 1 < run.end) next = load_pack<4>(in += s.c_out);
      slide(window, rows, band + 2);
      float pre[4];
      folded.run(window, pre);
      float d[4] = {here.at[0], here.at[1], here.at[2], here.at[3]};
#pragma unroll
      for (int c = 0; c < 4; ++c) {
        d[c] = pre[c] > 0.0f ? d[c] : slope * d[c];
        sums[kPatch][c] += d[c];
      }
#pragma unroll
      for (int tap = 0; tap < kPatch; ++tap)
#pragma unroll
        for (int c = 0; c < 4; ++c)
          sums[tap][c] = fmaf(window[tap / kTaps][tap % kTaps], d[c], sums[tap][c]);
    }
  }
  const int group = static_cast<int>(blockIdx.y) * kGroup;
#pragma unroll
  for (int i = 0; i < kNumSums; ++i) {
    __syncthreads();
    of_threads[threadIdx.x] = make_float4(sums[i][0], sums[i][1], sums[i][2], sums[i][3]);
    __syncthreads();
    for (int o = threadIdx.x; o < min(kGroup, s.c_out - group); o += kThreads) {
      double sum = 0;
      for (int stream = 0; stream < kThreads / s.lanes; ++stream)
        sum += reinterpret_cast<const float*>(&of_threads[stream * s.lanes])[o];
      partials[(static_cast<std::int64_t>(blockIdx.x) * kNumSums + i) * s.c_out + group + o] = sum;
    }
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
  Shape s = kernel_shape(shape);
  s.lanes = std::min(s.lanes, kGroup / 4);
  return s;
}

int num_partials(const Shape& s) {
  return static_cast<int>(std::min<std::int64_t>(kMaxPartials, num_units(s)));
}

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
  launch(forward_kernel<T>, dim3(static_cast<unsigned>(num_units(s)), num_groups(s)),
         dim3(kThreads), 0, queue.stream(), s, settings.slope, x, scratch.statistics,
         scratch.folded, y);
}

template <typename T>
void backward(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings,
              const float* x, const float* w, const float* gamma, const float* beta, const T* d_y,
              float* d_w, float* d_gamma, float* d_beta) {
  const Shape s = layer_shape(shape);
  const Scratch scratch(queue.scratch(scratch_bytes(queue, shape)), s);
  fold(queue, s, settings, x, w, gamma, beta, scratch, nullptr, nullptr);
  launch(gradient_sums_kernel<T>, dim3(num_partials(s), num_groups(s)), dim3(kThreads), 0,
         queue.stream(), s, num_units(s), settings.slope, x, scratch.statistics, scratch.folded,
         d_y, scratch.partials);
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
