#include "kernels/conv2d/conv2d_winograd_cuda.h"

#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/leaky_relu/rectifier.h"

// A 3 x 3 kernel on many channels in plain floats by Winograd's minimal filters (winograd_maps.h):
// y, and the gradient of the data, which is the same of d_y with the kernel flipped both ways.
// cuDNN's engines without tensor cores that give the same bits twice run at 10 of 51 TFLOP/s
// forward and at 20 in the gradient of the second and fourth convolution of Schlueter 2016 at batch
// 256 (cuDNN 9.19, H200).
//
// Arithmetic decides. In the second convolution at batch 256 the definition takes 385 GFLOP on
// 4.1 GB, 7.5 ms at the rate of cuBLAS's float products; points take 130 GFLOP, 2.5 ms, and 1.0 ms
// of bytes if what neighbouring tiles share comes from caches. So the points never see memory: a
// block makes 32 tiles of 32 channels. At the end the sums of all points go through its shared
// memory, [point][tile][channel], to threads that make outputs of them, two channels each. Sums run
// over channels in their order: the same bits every time.
//
// Of some 2030 instructions that a scheduler issues for a chunk 1536 multiply, 280 bring x. A
// block's start and end, some 3500 cycles, are hidden by nothing: it fills its multiprocessor.
// Foreseen, not yet measured: 32 to 38 TFLOP/s of points, 3.4 to 4.0 ms in the second convolution,
// 1.3 to 1.6 in the fourth, and a fifth more in the second's gradient, whose blocks have half as
// many chunks.
namespace cantus::gpu::conv2d_winograd {
namespace {

constexpr int kPairs = kWidth / 2;  // of a tile's channels, a thread each in the end
constexpr int kTapThreads = 64;     // few pairs of channels in many blocks: their loads lie apart

// Channel `o` of a tile's sums lies at `o ^ turn_of_sums(tile)`, so that the tiles which a quarter
// of a warp stores have different halves of the banks. Those of one thread have the same.
__device__ inline int turn_of_sums(int tile) { return (tile & 4) * 4; }

__device__ inline float* place_of_sum(float* sums, int point, int tile, int turned_output) {
  return sums + (point * kWidth + tile) * kWidth + turned_output;
}

// A tile of two channels of y, from the sums of its points.
__device__ inline void store_tile(const CorrelationOf<int>& c, const SpotOf<int>& spot, float* sums,
                                  int tile, int output, Pair bias, LeakyRectifier<float> rectifier,
                                  float* y) {
  const int turned = output ^ turn_of_sums(tile);
  Pair rows[kOutT][kInF];
#pragma unroll
  for (int j = 0; j < kInF; ++j) {
    Pair m[kInT], v[kOutT];
#pragma unroll
    for (int i = 0; i < kInT; ++i)
      m[i] = *reinterpret_cast<const Pair*>(place_of_sum(sums, i * kInF + j, tile, turned));
    frames_of_points(m, v);
#pragma unroll
    for (int i = 0; i < kOutT; ++i) rows[i][j] = v[i];
  }
#pragma unroll
  for (int i = 0; i < kOutT; ++i) {
    const int frame = spot.t + i * c.dilation;
    if (frame >= c.out_t) return;
    Pair v[kOutF];
    bands_of_points(rows[i], v);
    const std::int64_t row = static_cast<std::int64_t>(spot.sample) * c.out_t + frame;
    float* to = y + (row * c.out_f + spot.f) * c.c_out;
#pragma unroll
    for (int j = 0; j < kOutF; ++j) {
      const Pair sum = v[j] + bias;
      if (spot.f + j < c.out_f)
        *reinterpret_cast<Pair*>(to + j * c.c_out) = {rectifier.forward(sum.first),
                                                      rectifier.forward(sum.second)};
    }
  }
}

__global__ void __launch_bounds__(kThreads, 1)
    winograd_kernel(Pass pass, const float* __restrict__ x, const float* __restrict__ taps,
                    const float* __restrict__ bias, LeakyRectifier<float> rectifier,
                    float* __restrict__ y) {
  CANTUS_SHARED_DYNAMIC(float, shared);
  const int block = static_cast<int>(blockIdx.x), thread = static_cast<int>(threadIdx.x);
  const int num_groups = pass.c.c_out / kWidth;
  const int group = block % num_groups;
  const int first_tile = block / num_groups * kWidth;
  const int num_chunks = pass.c.c_in / kDepth;
  const Part part = part_of(thread);
  Carrier carrier(pass, first_tile, x, taps + group * num_chunks * kSide);
  float sums[kRun][kRun] = {};
  multiply_all<true>(carrier, num_chunks, reinterpret_cast<Chunk*>(shared), part, sums);
  __syncthreads();
  const int turn = turn_of_sums(part.row);
  store_sums(sums, part, [&](int tile, int channel) {
    return place_of_sum(shared, part.point, tile, channel ^ turn);
  });
  __syncthreads();

  const int channel = thread % kPairs * 2;
  const int output = group * kWidth + channel;
  const Pair start = bias == nullptr ? Pair{} : Pair{bias[output], bias[output + 1]};
  const int num_tiles = min(kWidth, pass.tiling.count() - first_tile);
  for (int tile = thread / kPairs; tile < num_tiles; tile += kThreads / kPairs)
    store_tile(pass.c, pass.tiling[first_tile + tile], shared, tile, channel, start, rectifier,
               y + output);
}

// The points of all taps, [group of outputs][chunk][point][input][output], from w
// [outputs, taps, inputs], or of the turned taps from w [inputs, taps, outputs].
__global__ void __launch_bounds__(kTapThreads)
    taps_kernel(int c_in, int c_out, bool is_turned, const float* __restrict__ w,
                float* __restrict__ to) {
  constexpr int kAll = kTaps * kTaps;
  const int i = static_cast<int>(blockIdx.x) * kTapThreads + static_cast<int>(threadIdx.x);
  if (i >= c_in * c_out) return;
  const int input = i / c_out, output = i % c_out;
  float rows[kTaps][kInF];
#pragma unroll
  for (int t = 0; t < kTaps; ++t) {
    float g[kTaps];
#pragma unroll
    for (int j = 0; j < kTaps; ++j) {
      const int tap = t * kTaps + j;
      g[j] = is_turned ? w[(input * kAll + kAll - 1 - tap) * c_out + output]
                       : w[(output * kAll + tap) * c_in + input];
    }
    points_of_band_taps(g, rows[t]);
  }
  to += (output / kWidth * (c_in / kDepth) + input / kDepth) * kSide + input % kDepth * kWidth +
        output % kWidth;
#pragma unroll
  for (int j = 0; j < kInF; ++j) {
    float u[kInT];
    points_of_frame_taps({rows[0][j], rows[1][j], rows[2][j]}, u);
#pragma unroll
    for (int t = 0; t < kInT; ++t) to[(t * kInF + j) * (kDepth * kWidth)] = u[t];
  }
}

// Of the data gradient the taps are turned.
void run(Queue& queue, const Conv2dShape& s, const Correlation& c, bool is_turned, const float* x,
         const float* w, const float* bias, float slope, float* y) {
  require_packs<2>(c.c_in, x);
  require_packs<2>(c.c_out, y);
  const Pass pass = pass_of(c);
  auto* taps = static_cast<float*>(queue.scratch(scratch_bytes(s)));
  const auto num_pairs = static_cast<unsigned>(s.c_in * s.c_out);
  launch(taps_kernel, dim3((num_pairs + kTapThreads - 1) / kTapThreads), dim3(kTapThreads), 0,
         queue.stream(), pass.c.c_in, pass.c.c_out, is_turned, w, taps);
  const unsigned num_blocks = (pass.tiling.count() + kWidth - 1) / kWidth;
  launch(winograd_kernel, dim3(num_blocks * (pass.c.c_out / kWidth)), dim3(kThreads), kSharedBytes,
         queue.stream(), pass, x, taps, bias, LeakyRectifier<float>{slope}, y);
}

bool has_whole_chunks(const Correlation& c) {
  return c.c_in % kDepth == 0 && c.c_out % kWidth == 0;
}

}  // namespace

bool suits_forward(const Conv2dShape& s) {
  return has_whole_chunks(forward_of(s)) && suits(s, forward_of(s), kWidth);
}

bool suits_backward_data(const Conv2dShape& s) {
  return has_whole_chunks(data_gradient_of(s)) && suits(s, data_gradient_of(s), kWidth);
}

std::size_t scratch_bytes(const Conv2dShape& s) {
  return sizeof(float) * kPoints * static_cast<std::size_t>(s.c_in * s.c_out);
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  run(queue, s, forward_of(s), false, x, w, bias, slope, y);
}

void backward_data(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  run(queue, s, data_gradient_of(s), true, d_y, w, nullptr, 1.0f, d_x);
}

}  // namespace cantus::gpu::conv2d_winograd
