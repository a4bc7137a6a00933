#include "kernels/conv2d/conv2d_winograd_cuda.h"

#include <limits>

#include "kernels/conv2d/conv2d_paths_cuda.h"

// A 3 x 3 kernel on many channels in plain floats by Winograd's minimal filters (winograd_maps.h):
// y, and the gradient of the data, which is the same of d_y with the kernel turned by 180 degrees.
// cuDNN's engines without tensor cores that give the same bits twice run at 10 of 51 TFLOP/s
// forward and at 20 in the gradient of the second and fourth convolution of Schlueter 2016 (cuDNN
// 9.19, H200).
//
// Arithmetic decides. In the second convolution at batch 256 the definition takes 385 GFLOP on
// 4.1 GB, 7.5 ms at the rate of cuBLAS's float products; points take 130 GFLOP, 2.5 ms, and 1.0 ms
// of bytes if what neighbouring tiles share comes from caches. So the points never see memory: a
// block makes 32 tiles of 32 channels, two points a warp, and a thread eight tiles of eight
// channels of one point in registers, as a matrix product does: of a channel it reads 8 and 8
// values from shared memory in four loads, for 64 multiply-adds. Eight channels at a time lie in
// shared memory as points, twice: while one such chunk is multiplied, what the next is made of is
// on its way into registers, and one barrier a chunk is enough. At the end the sums of all points
// go through the same memory, [point][tile][channel], to the warps that make outputs of them, a
// channel a lane. Sums run over channels in their order: the same bits every time.
//
// 96 KB of shared memory and at most 168 registers: one block a multiprocessor. Of some 2030
// instructions that a scheduler issues for a chunk 1536 multiply, 280 bring x. Foreseen, not yet
// measured: 30 to 38 TFLOP/s of points, 3.4 to 4.3 ms in the second convolution, 1.3 to 1.7 in the
// fourth, and a tenth more in their gradients, whose blocks have half as many chunks.
namespace cantus::gpu::conv2d_winograd {
namespace {

constexpr int kRun = 8;  // tiles, and channels of y, that a thread makes
constexpr int kLanes = 32;
constexpr int kSums = kPoints * kTiles * kOutputs;
constexpr int kWarps = kThreads / kLanes;
static_assert(2 * sizeof(Chunk) == kSums * sizeof(float) && 2 * kWarps == kPoints);

// What a thread makes: of a point, tiles and channels of y from these on, four and 16 behind them
// four more.
struct Part {
  int point, tile, output;
};

__device__ inline Part part_of(int thread) {
  return {thread / 16, thread / 4 % 4 * 4, thread % 4 * 4};
}

// sums[tile][output] += the products of a chunk.
__device__ inline void multiply(const Chunk& chunk, const Part& part, float (&sums)[kRun][kRun]) {
  const int tiles[2] = {part.tile, part.tile ^ turn_of(2)};
#pragma unroll
  for (int c = 0; c < kInputs; ++c) {
    // tile ^ turn_of(c), and that of 16 tiles on
    const int is_swapped = turn_of(c) / 16;
    const float* x = chunk.x[part.point][c] + tiles[turn_of(c) / 8 % 2];
    const float* taps = chunk.taps[part.point][c] + part.output;
    const auto low = load_pack<4>(x + 16 * is_swapped);
    const auto high = load_pack<4>(x + 16 * (1 - is_swapped));
    const auto first = load_pack<4>(taps);
    const auto second = load_pack<4>(taps + 16);
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
      for (int o = 0; o < 4; ++o) {
        sums[i][o] += low.at[i] * first.at[o];
        sums[i][o + 4] += low.at[i] * second.at[o];
        sums[i + 4][o] += high.at[i] * first.at[o];
        sums[i + 4][o + 4] += high.at[i] * second.at[o];
      }
  }
}

// Where the sum of a point, tile and channel lies: the tiles that a quarter of a warp stores have
// different halves of the banks.
__device__ inline int place_of_sum(int point, int tile, int output) {
  return (point * kTiles + tile) * kOutputs + (output ^ (tile / 4 % 2 * 16));
}

__device__ inline void store_sums(const float (&sums)[kRun][kRun], const Part& part, float* to) {
#pragma unroll
  for (int i = 0; i < kRun; ++i)
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      const float* of = &sums[i][4 * half];
      const int tile = part.tile + i % 4 + i / 4 * 16;
      store_pack<float, 4>(to + place_of_sum(part.point, tile, part.output + 16 * half),
                           {of[0], of[1], of[2], of[3]});
    }
}

// A tile of one channel of y, from the sums of its points.
__device__ inline void store_tile(const CorrelationOf<int>& c, const SpotOf<int>& spot,
                                  const float* sums, int tile, int output, float bias, float slope,
                                  float* y) {
  float rows[kOutT][kInF];
#pragma unroll
  for (int j = 0; j < kInF; ++j) {
    float m[kInT], v[kOutT];
#pragma unroll
    for (int i = 0; i < kInT; ++i) m[i] = sums[place_of_sum(i * kInF + j, tile, output)];
    frames_of_points(m, v);
#pragma unroll
    for (int i = 0; i < kOutT; ++i) rows[i][j] = v[i];
  }
#pragma unroll
  for (int i = 0; i < kOutT; ++i) {
    const int frame = spot.t + i * c.dilation;
    if (frame >= c.out_t) return;
    float v[kOutF];
    bands_of_points(rows[i], v);
    const std::int64_t row = static_cast<std::int64_t>(spot.sample) * c.out_t + frame;
    float* to = y + (row * c.out_f + spot.f) * c.c_out;
#pragma unroll
    for (int j = 0; j < kOutF; ++j) {
      const float value = v[j] + bias;
      if (spot.f + j < c.out_f) to[j * c.c_out] = value < 0.0f ? slope * value : value;
    }
  }
}

__global__ void __launch_bounds__(kThreads, 1)
    winograd_kernel(Pass pass, const float* __restrict__ x, const float* __restrict__ taps,
                    const float* __restrict__ bias, float slope, float* __restrict__ y) {
  CANTUS_SHARED_DYNAMIC(float, shared);
  auto* chunks = reinterpret_cast<Chunk*>(shared);
  const int block = static_cast<int>(blockIdx.x), thread = static_cast<int>(threadIdx.x);
  const int num_groups = pass.c.c_out / kOutputs;
  const int group = block % num_groups;
  const int first_tile = block / num_groups * kTiles;
  const Part part = part_of(thread);
  Carrier carrier(pass, first_tile, x, taps + group * pass.num_chunks() * kTapsOfChunk);
  carrier.load();
  carrier.store(chunks[0]);
  float sums[kRun][kRun] = {};
  for (int i = 0; i < pass.num_chunks(); ++i) {
    const bool has_next = i + 1 < pass.num_chunks();
    __syncthreads();  // this chunk is there, and the one before has been read
    if (has_next) carrier.load();
    multiply(chunks[i % 2], part, sums);
    if (has_next) carrier.store(chunks[1 - i % 2]);
  }
  __syncthreads();
  store_sums(sums, part, shared);
  __syncthreads();

  const int lane = thread % kLanes;
  const int output = group * kOutputs + lane;
  const float start = bias == nullptr ? 0.0f : bias[output];
  for (int i = thread / kLanes; i < kTiles; i += kWarps) {
    if (first_tile + i >= pass.tiling.count()) return;
    store_tile(pass.c, pass.tiling[first_tile + i], shared, i, lane, start, slope, y + output);
  }
}

// The points of all taps, [group of outputs][chunk][point][input][output], from w
// [outputs, taps, inputs], or of the turned taps from w [inputs, taps, outputs].
__global__ void __launch_bounds__(kThreads)
    taps_kernel(Pass pass, const float* __restrict__ w, float* __restrict__ to) {
  constexpr int kAll = kTaps * kTaps;
  const int c_in = pass.c.c_in, c_out = pass.c.c_out;
  const int i = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
  if (i >= c_in * c_out) return;
  const int input = i / c_out, output = i % c_out;
  float rows[kTaps][kInF];
#pragma unroll
  for (int t = 0; t < kTaps; ++t) {
    float g[kTaps];
#pragma unroll
    for (int j = 0; j < kTaps; ++j) {
      const int tap = t * kTaps + j;
      g[j] = pass.is_turned ? w[(input * kAll + kAll - 1 - tap) * c_out + output]
                            : w[(output * kAll + tap) * c_in + input];
    }
    points_of_band_taps(g, rows[t]);
  }
  to += (output / kOutputs * pass.num_chunks() + input / kInputs) * kTapsOfChunk +
        input % kInputs * kOutputs + output % kOutputs;
#pragma unroll
  for (int j = 0; j < kInF; ++j) {
    float u[kInT];
    points_of_frame_taps({rows[0][j], rows[1][j], rows[2][j]}, u);
#pragma unroll
    for (int t = 0; t < kInT; ++t) to[(t * kInF + j) * (kInputs * kOutputs)] = u[t];
  }
}

Pass pass_of(const Correlation& c, bool is_turned) {
  const auto narrow = [](std::int64_t count) { return static_cast<int>(count); };
  const CorrelationOf<int> narrowed{narrow(c.n),     narrow(c.in_t),    narrow(c.in_f),
                                    narrow(c.c_in),  narrow(c.out_t),   narrow(c.out_f),
                                    narrow(c.c_out), narrow(c.k_f),     narrow(c.pad_t),
                                    narrow(c.pad_f), narrow(c.dilation)};
  return {narrowed, TilingOf<int>(narrowed), is_turned};
}

void run(Queue& queue, const Conv2dShape& s, const Pass& pass, const float* x, const float* w,
         const float* bias, float slope, float* y) {
  auto* taps = static_cast<float*>(queue.scratch(scratch_bytes(s)));
  const auto num_pairs = static_cast<unsigned>(s.c_in * s.c_out);
  launch(taps_kernel, dim3((num_pairs + kThreads - 1) / kThreads), dim3(kThreads), 0,
         queue.stream(), pass, w, taps);
  const unsigned num_blocks = (pass.tiling.count() + kTiles - 1) / kTiles;
  launch(winograd_kernel, dim3(num_blocks * (pass.c.c_out / kOutputs)), dim3(kThreads),
         2 * sizeof(Chunk), queue.stream(), pass, x, taps, bias, slope, y);
}

bool suits(const Conv2dShape& s, const Correlation& c) {
  return s.precision == Precision::kFloat32 && s.k_t == kTaps && s.k_f == kTaps &&
         c.c_in % kInputs == 0 && c.c_out % kOutputs == 0 && saves_products(c, kTiles) &&
         Tiling(c).count() <= std::numeric_limits<int>::max() - kTiles;
}

}  // namespace

bool suits_forward(const Conv2dShape& s) { return suits(s, forward_of(s)); }

bool suits_backward_data(const Conv2dShape& s) { return suits(s, data_gradient_of(s)); }

std::size_t scratch_bytes(const Conv2dShape& s) {
  return sizeof(float) * kPoints * static_cast<std::size_t>(s.c_in * s.c_out);
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  run(queue, s, pass_of(forward_of(s), false), x, w, bias, slope, y);
}

void backward_data(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  run(queue, s, pass_of(data_gradient_of(s), true), d_y, w, nullptr, 1.0f, d_x);
}

}  // namespace cantus::gpu::conv2d_winograd
