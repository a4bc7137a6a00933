#include <algorithm>

#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/conv2d/tensor_core_cuda.h"
#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/gpu.h"

// The weight gradient of a 3 x 3 kernel in TF32, as outer products of gradients and inputs,
// position by position. cuDNN's engines for it that give the same bits twice run at 52 of 495
// TFLOP/s on the second convolution of Schlueter 2016 (cuDNN 9.19, H200): they transpose
// channels-last arrays, or split them.
//
// A block of four warps owns 32 output by 32 input channels and all nine taps, 72 sums a thread,
// and walks down the frames of a stretch of 64 bands: one new row of x and one of d_y a step, into
// shared memory, where the two rows of x before still lie, padded to 8 banks beyond 32. Blocks give
// their sums to the scratch, and a second kernel adds those in a fixed order, in double.
namespace cantus::gpu::conv2d_outer {
namespace {

constexpr int kThreads = 128;
constexpr int kChannels = 32;  // of either side, a block
constexpr int kTaps = 3;
constexpr int kBands = 64;   // of d_y in a stretch
constexpr int kFrames = 16;  // of d_y in a stretch
constexpr int kPitch = kChannels + 8;
constexpr int kBlocksEach = 3;  // that a multiprocessor runs at once
constexpr int kBlocks = kBlocksEach * kMultiprocessors;
constexpr int kSums = kChannels * kTaps * kTaps * kChannels;
constexpr int kFinishParts = 8;

struct Shape {
  std::int64_t n;
  int t, f, c_in, c_out, out_t, out_f, pad_t, pad_f;
};

Shape kernel_shape(const Conv2dShape& s) {
  return {s.n,
          static_cast<int>(s.t),
          static_cast<int>(s.f),
          static_cast<int>(s.c_in),
          static_cast<int>(s.c_out),
          static_cast<int>(s.out_t()),
          static_cast<int>(s.out_f()),
          static_cast<int>(s.pad_t()),
          static_cast<int>(s.pad_f())};
}

__host__ __device__ inline int ceil_div(int a, int b) { return (a + b - 1) / b; }

__host__ __device__ inline std::int64_t num_stretches(const Shape& s) {
  return s.n * ceil_div(s.out_t, kFrames) * ceil_div(s.out_f, kBands);
}

// Written four at a time.
struct alignas(16) Row {
  float at[kPitch];
  __device__ float operator[](int channel) const { return at[channel]; }
};

// to[band][channel] of `num_bands` bands of one frame in TF32, zeros outside of [0, f).
__device__ inline void load_bands(const float* __restrict__ frame, bool is_inside, int f,
                                  int num_channels, int first_band, int num_bands, Row* to) {
  constexpr int kPacks = kChannels / 4;
  for (int i = static_cast<int>(threadIdx.x); i < num_bands * kPacks; i += kThreads) {
    const int band = first_band + i / kPacks;
    float4 four = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (is_inside && band >= 0 && band < f)
      four = *reinterpret_cast<const float4*>(
          frame + static_cast<std::int64_t>(band) * num_channels + i % kPacks * 4);
    *reinterpret_cast<float4*>(&to[i / kPacks].at[i % kPacks * 4]) = make_float4(
        round_to_tf32(four.x), round_to_tf32(four.y), round_to_tf32(four.z), round_to_tf32(four.w));
  }
}

// Tensor cores multiply [16 outputs, 8 bands] by [8 bands, 8 inputs]: a warp has eight input
// channels and all output channels.
struct Products {
  float sums[kChannels / 16][kTaps][kTaps][4] = {};

  __device__ void add(const Row* const (&x)[kTaps], const Row* d_y) {
    const int g = static_cast<int>(threadIdx.x) % 32 / 4;
    const int q = static_cast<int>(threadIdx.x) % 4;
    const int channel = static_cast<int>(threadIdx.x) / 32 * 8 + g;
#pragma unroll
    for (int band = 0; band < kBands; band += 8) {
      float d[kChannels / 16][4];
#pragma unroll
      for (int o = 0; o < kChannels / 16; ++o) {
        d[o][0] = d_y[band + q][o * 16 + g];
        d[o][1] = d_y[band + q][o * 16 + g + 8];
        d[o][2] = d_y[band + q + 4][o * 16 + g];
        d[o][3] = d_y[band + q + 4][o * 16 + g + 8];
      }
#pragma unroll
      for (int i = 0; i < kTaps; ++i)
#pragma unroll
        for (int j = 0; j < kTaps; ++j) {
          const float values[2] = {x[i][band + j + q][channel], x[i][band + j + q + 4][channel]};
#pragma unroll
          for (int o = 0; o < kChannels / 16; ++o) multiply_add_tf32(sums[o][i][j], d[o], values);
        }
    }
  }

  __device__ void store(float* to) const {
    const int g = static_cast<int>(threadIdx.x) % 32 / 4;
    const int q = static_cast<int>(threadIdx.x) % 4;
    const int channel = static_cast<int>(threadIdx.x) / 32 * 8 + 2 * q;
#pragma unroll
    for (int o = 0; o < kChannels / 16; ++o)
#pragma unroll
      for (int i = 0; i < kTaps; ++i)
#pragma unroll
        for (int j = 0; j < kTaps; ++j)
#pragma unroll
          for (int k = 0; k < 4; ++k) {
            const int output = o * 16 + g + k / 2 * 8;
            to[(output * kTaps * kTaps + i * kTaps + j) * kChannels + channel + k % 2] =
                sums[o][i][j][k];
          }
  }
};

// Blocks: those that share the stretches, then the channels' tiles.
__global__ void __launch_bounds__(kThreads, kBlocksEach)
    outer_kernel(Shape s, const float* __restrict__ x, const float* __restrict__ d_y,
                 float* __restrict__ partial) {
  constexpr int kWidth = kBands + kTaps - 1;
  CANTUS_SHARED(Row, x_rows, [kTaps][kWidth]);
  CANTUS_SHARED(Row, d_row, [kBands]);
  const int num_inputs = s.c_in / kChannels;
  const int first_input = static_cast<int>(blockIdx.y) % num_inputs * kChannels;
  const int first_output = static_cast<int>(blockIdx.y) / num_inputs * kChannels;
  const int band_tiles = ceil_div(s.out_f, kBands);
  const int frame_tiles = ceil_div(s.out_t, kFrames);
  Products products;
  for (std::int64_t unit = blockIdx.x; unit < num_stretches(s); unit += gridDim.x) {
    const int first_band = static_cast<int>(unit % band_tiles) * kBands;
    const int first_frame = static_cast<int>(unit / band_tiles % frame_tiles) * kFrames;
    const std::int64_t sample = unit / band_tiles / frame_tiles;
    const int end_frame = min(first_frame + kFrames, s.out_t);
    const float* x_sample = x + sample * s.t * s.f * s.c_in + first_input;
    const float* d_sample = d_y + sample * s.out_t * s.out_f * s.c_out + first_output;
    const auto load_x = [&](int frame) {
      load_bands(x_sample + static_cast<std::int64_t>(frame) * s.f * s.c_in,
                 frame >= 0 && frame < s.t, s.f, s.c_in, first_band - s.pad_f, kWidth,
                 x_rows[(frame + kTaps) % kTaps]);
    };
    __syncthreads();  // the stretch before has been read
    for (int i = 0; i < kTaps - 1; ++i) load_x(first_frame - s.pad_t + i);
    for (int frame = first_frame; frame < end_frame; ++frame) {
      const int top = frame - s.pad_t;
      load_x(top + kTaps - 1);
      load_bands(d_sample + static_cast<std::int64_t>(frame) * s.out_f * s.c_out, true, s.out_f,
                 s.c_out, first_band, kBands, d_row);
      __syncthreads();
      const Row* const rows[kTaps] = {x_rows[(top + 3) % kTaps], x_rows[(top + 4) % kTaps],
                                      x_rows[(top + 5) % kTaps]};
      products.add(rows, d_row);
      __syncthreads();
    }
  }
  products.store(partial +
                 (static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x) * kSums);
}

// d_w from the sums of num_parts blocks. Blocks: 32 input channels, of one tap of one output.
__global__ void __launch_bounds__(kChannels* kFinishParts)
    finish_kernel(int num_parts, int c_in, const float* __restrict__ partial,
                  float* __restrict__ d_w) {
  CANTUS_SHARED(double, sums, [kFinishParts][kChannels]);
  const int lane = static_cast<int>(threadIdx.x);
  const int part = static_cast<int>(threadIdx.y);
  const int row = static_cast<int>(blockIdx.x);  // an output channel of the tile, and a tap
  const int num_inputs = c_in / kChannels;
  const int tile = static_cast<int>(blockIdx.y);
  const float* from =
      partial + static_cast<std::int64_t>(tile) * num_parts * kSums + row * kChannels + lane;
  double sum = 0;
  for (int p = part; p < num_parts; p += kFinishParts)
    sum += from[static_cast<std::int64_t>(p) * kSums];
  sums[part][lane] = sum;
  __syncthreads();
  if (part > 0) return;
  for (int p = 1; p < kFinishParts; ++p) sum += sums[p][lane];
  const std::int64_t output_and_tap =
      static_cast<std::int64_t>(tile / num_inputs) * kChannels * kTaps * kTaps + row;
  d_w[output_and_tap * c_in + tile % num_inputs * kChannels + lane] = static_cast<float>(sum);
}

int num_tiles(const Conv2dShape& s) {
  return static_cast<int>(s.c_out / kChannels * (s.c_in / kChannels));
}

int num_parts(const Conv2dShape& s) {
  const std::int64_t most = std::max(1, kBlocks / num_tiles(s));
  return static_cast<int>(std::min<std::int64_t>(most, num_stretches(kernel_shape(s))));
}

}  // namespace

// The library is faster where bands fill their last stretch badly, and for more output channels.
bool suits(const Conv2dShape& s) {
  const std::int64_t bands = ceil_div(static_cast<int>(s.out_f()), kBands) * kBands;
  return s.precision == Precision::kTf32 && s.c_out == kChannels && s.k_t == kTaps &&
         s.k_f == kTaps && s.dilation_t == 1 && s.c_in % kChannels == 0 &&
         4 * s.out_f() >= 3 * bands;
}

std::size_t scratch_bytes(const Conv2dShape& s) {
  return static_cast<std::size_t>(num_tiles(s)) * num_parts(s) * kSums * sizeof(float);
}

void backward_weights(Queue& queue, const Conv2dShape& shape, const float* x, const float* d_y,
                      float* d_w) {
  require_packs<4>(shape.c_in, x);
  require_packs<4>(shape.c_out, d_y);
  auto* partial = static_cast<float*>(queue.scratch(scratch_bytes(shape)));
  const dim3 grid(static_cast<unsigned>(num_parts(shape)), static_cast<unsigned>(num_tiles(shape)));
  launch(outer_kernel, grid, dim3(kThreads), 0, queue.stream(), kernel_shape(shape), x, d_y,
         partial);
  launch(finish_kernel, dim3(kChannels * kTaps * kTaps, grid.y), dim3(kChannels, kFinishParts), 0,
         queue.stream(), num_parts(shape), static_cast<int>(shape.c_in), partial, d_w);
}

}  // namespace cantus::gpu::conv2d_outer
