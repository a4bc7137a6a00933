#include "kernels/conv2d/conv2d_direct_cuda.h"

#include <algorithm>
#include <limits>

#include "kernels/conv2d/conv2d_paths_cuda.h"

// A 3 x 3 kernel on many channels in plain floats, straight from channels-last arrays: y, and the
// gradient of the data, which is the same of d_y with the kernel turned by 180 degrees. cuDNN's
// engines without tensor cores that give the same bits twice run at 10 of 51 TFLOP/s forward and at
// 20 in the gradient of the second and fourth convolution of Schlueter 2016 (cuDNN 9.19, H200).
//
// Arithmetic decides: 385 GFLOP on 4.1 GB forward in the second convolution at batch 256, 7.5 ms at
// the rate of cuBLAS's float products and 1.0 ms of bytes. A thread makes eight bands of eight
// channels in registers; of a row of x and of the kernel it reads 10 and 24 values from shared
// memory in 9 loads, for 192 multiply-adds. The lanes of a warp share the weights and differ in
// bands and frames, 256 in all, as a tile of 4 frames by 64 bands or of 16 by 16, whichever
// computes less in vain; a block is four warps, 32 channels. Eight channels of x at a time lie in
// shared memory, [channel][frame][band], twice: while one such chunk is multiplied, a thread brings
// eight of the next one's values a step, so that no warp need wait for memory and one barrier a
// chunk is enough. Sums run over channels, rows and bands in this order: the same bits every time.
//
// At most 126 registers, 44.8 KB: four blocks a multiprocessor (two where it has 100 KB). Of some
// 670 instructions of a step 576 multiply. Its loads from shared memory take 54 cycles a warp, 216
// of the 576 in which four warps multiply, or 432 if a broadcast costs what it delivers. Foreseen,
// not yet measured: 40 to 50 TFLOP/s of all that is computed. 99 % and 94 % of that is wanted in
// the second convolution's passes, 85 % and 91 % in the fourth's, which makes 7.8 to 9.7 and 8.4 to
// 10.5 ms of 38 and 20 there and 3.5 to 4.4 ms of 15 and of 7 here.
namespace cantus::gpu::conv2d_direct {
namespace {

constexpr int kBlocksEach = 4;  // that a multiprocessor runs at once

// sums[band][output] += what one row of the kernel makes of one channel.
__device__ inline void add_row(const float* x, const float* taps, float (&sums)[kRun][kRun]) {
  const auto low = load_pack<4>(x);
  const auto high = load_pack<4>(x + 4);
  const auto end = load_pack<2>(x + kRun);
  const float values[kRun + kTaps - 1] = {low.at[0],  low.at[1],  low.at[2],  low.at[3], high.at[0],
                                          high.at[1], high.at[2], high.at[3], end.at[0], end.at[1]};
#pragma unroll
  for (int j = 0; j < kTaps; ++j) {
    const auto first = load_pack<4>(taps + j * kOutputs);
    const auto second = load_pack<4>(taps + j * kOutputs + 4);
#pragma unroll
    for (int band = 0; band < kRun; ++band)
#pragma unroll
      for (int o = 0; o < 4; ++o) {
        sums[band][o] += values[band + j] * first.at[o];
        sums[band][o + 4] += values[band + j] * second.at[o];
      }
  }
}

__device__ inline Pack<float, 4> rectify(const float* values, float slope) {
  Pack<float, 4> pack;
#pragma unroll
  for (int o = 0; o < 4; ++o) pack.at[o] = values[o] < 0.0f ? slope * values[o] : values[o];
  return pack;
}

// Where a block works: tiles of channels go first, then those of bands, of frames, and samples.
struct Place {
  std::int64_t sample;
  int first_output, first_band, first_frame;
};

template <class Tile>
__device__ inline Place place_of(const Shape& s, unsigned block) {
  const auto take = [&block](unsigned count) {
    const int taken = static_cast<int>(block % count);
    block /= count;
    return taken;
  };
  Place p;
  p.first_output = take(s.outputs / kOutputs) * kOutputs;
  p.first_band = take(Tile::num_along_bands(s)) * Tile::kBands;
  const int along_time = take(Tile::num_along_time(s));
  p.first_frame =
      along_time / s.dilation_t * Tile::kFrames * s.dilation_t + along_time % s.dilation_t;
  p.sample = block;
  return p;
}

// A warp has eight channels of y, and a lane a run of bands in one frame. Half a warp has half of
// the bands, so that eight neighbours read x from different banks.
template <class Tile>
__global__ void __launch_bounds__(kThreads, kBlocksEach)
    direct_kernel(Shape s, const float* __restrict__ x, const float* __restrict__ w,
                  const float* __restrict__ bias, float slope, float* __restrict__ y) {
  using Chunk = conv2d_direct::Chunk<Tile>;
  CANTUS_SHARED(Chunk, chunks, [2]);
  const Place p = place_of<Tile>(s, blockIdx.x);
  const int channel = static_cast<int>(threadIdx.x) / kLanes * kRun;
  const int lane = static_cast<int>(threadIdx.x) % kLanes;
  constexpr int kHalf = Tile::kBands / kRun / 2;
  const int row = lane % 16 / kHalf;
  const int run = (lane / 16 * kHalf + lane % kHalf) * kRun;

  x += p.sample * s.t * s.f * s.inputs;
  w += p.first_output;
  const Carrier<Tile> carrier(s, p.first_frame - s.pad_t, p.first_band - s.pad_f);
#pragma unroll 4
  for (int step = 0; step < kInputs; ++step) {
    carrier.store_x(carrier.load_x(x, step), step, chunks[0]);
    carrier.store_w(carrier.load_w(w, step), step, chunks[0]);
  }
  float sums[kRun][kRun];
#pragma unroll
  for (int o = 0; o < kRun; ++o) {
    const float start = bias == nullptr ? 0.0f : bias[p.first_output + channel + o];
#pragma unroll
    for (int band = 0; band < kRun; ++band) sums[band][o] = start;
  }

  for (int input = 0; input < s.inputs; input += kInputs) {
    const Chunk& chunk = chunks[input / kInputs % 2];
    Chunk& next = chunks[1 - input / kInputs % 2];
    const bool has_next = input + kInputs < s.inputs;
    const float* plane = chunk.x + row * Tile::kPitch + run;
    const float* taps = &chunk.w[0][0][channel];
    x += kInputs;
    w += kInputs * kTaps * kTaps * s.outputs;
    __syncthreads();  // this chunk is there, and the one before has been read
#pragma unroll 1
    for (int step = 0; step < kInputs; ++step) {
      Pack<float, 4> piece;
      if (has_next) piece = carrier.load_x(x, step);
      add_row(plane, taps, sums);
      add_row(plane + Tile::kPitch, taps + kTaps * kOutputs, sums);
      if (has_next) carrier.store_x(piece, step, next);
      if (has_next) piece = carrier.load_w(w, step);
      add_row(plane + 2 * Tile::kPitch, taps + 2 * kTaps * kOutputs, sums);
      if (has_next) carrier.store_w(piece, step, next);
      plane += Tile::kPlane;
      taps += kTaps * kTaps * kOutputs;
    }
  }

  const int frame = p.first_frame + row * s.dilation_t;
  if (frame >= s.out_t) return;
  const int first_band = p.first_band + run;
  y += ((p.sample * s.out_t + frame) * s.out_f + first_band) * s.outputs + p.first_output + channel;
#pragma unroll
  for (int band = 0; band < kRun; ++band) {
    if (first_band + band >= s.out_f) return;
    store_pack(y + band * s.outputs, rectify(&sums[band][0], slope));
    store_pack(y + band * s.outputs + 4, rectify(&sums[band][4], slope));
  }
}

// to [c_in, taps, c_out] from w [c_out, taps, c_in].
__global__ void __launch_bounds__(kThreads)
    transpose_kernel(int c_in, int c_out, const float* __restrict__ w, float* __restrict__ to) {
  const int i = static_cast<int>(blockIdx.x) * kThreads + static_cast<int>(threadIdx.x);
  if (i >= c_in * kTaps * kTaps * c_out) return;
  const int row = i / c_out;
  const int input = row / (kTaps * kTaps);
  to[i] = w[(i % c_out * kTaps * kTaps + row % (kTaps * kTaps)) * c_in + input];
}

Shape forward_shape(const Conv2dShape& s) {
  return {s.n,
          static_cast<int>(s.t),
          static_cast<int>(s.f),
          static_cast<int>(s.c_in),
          static_cast<int>(s.out_t()),
          static_cast<int>(s.out_f()),
          static_cast<int>(s.c_out),
          static_cast<int>(s.pad_t()),
          static_cast<int>(s.pad_f()),
          static_cast<int>(s.dilation_t),
          false};
}

Shape backward_shape(const Conv2dShape& s) {
  Shape turned = forward_shape(s);
  std::swap(turned.t, turned.out_t);
  std::swap(turned.f, turned.out_f);
  std::swap(turned.inputs, turned.outputs);
  turned.pad_t = (kTaps - 1) * turned.dilation_t - turned.pad_t;
  turned.pad_f = kTaps - 1 - turned.pad_f;
  turned.is_turned = true;
  return turned;
}

// Outputs that no two tiles share, of one channel and sample: those beyond the ends of y too.
template <class Tile>
std::int64_t num_computed(const Shape& s) {
  return std::int64_t{kLanes * kRun} * Tile::num_along_time(s) * Tile::num_along_bands(s);
}

bool is_wide(const Shape& s) { return num_computed<Wide>(s) < num_computed<Square>(s); }

void run(Queue& queue, const Shape& s, const float* x, const float* w, const float* bias,
         float slope, float* y) {
  const auto launch_in = [&](auto tile) {
    using Tile = decltype(tile);
    const std::int64_t num_blocks =
        s.n * Tile::num_along_time(s) * Tile::num_along_bands(s) * (s.outputs / kOutputs);
    launch(direct_kernel<Tile>, dim3(static_cast<unsigned>(num_blocks)), dim3(kThreads), 0,
           queue.stream(), s, x, w, bias, slope, y);
  };
  if (is_wide(s))
    launch_in(Wide{});
  else
    launch_in(Square{});
}

// Places in a sample, and in the rows around it, are ints.
bool suits(const Conv2dShape& s, const Shape& pass) {
  const std::int64_t computed = std::min(num_computed<Wide>(pass), num_computed<Square>(pass));
  const std::int64_t rows = pass.t + std::int64_t{2 * kLanes} * pass.dilation_t;
  return s.precision == Precision::kFloat32 && s.k_t == kTaps && s.k_f == kTaps &&
         pass.inputs % kInputs == 0 && pass.outputs % kOutputs == 0 &&
         2 * std::int64_t{pass.out_t} * pass.out_f >= computed &&
         rows * pass.f * pass.inputs <= std::numeric_limits<int>::max();
}

}  // namespace

// Of y that fills its tiles by less than half the library makes more.
bool suits_forward(const Conv2dShape& s) { return suits(s, forward_shape(s)); }

bool suits_backward_data(const Conv2dShape& s) { return suits(s, backward_shape(s)); }

std::size_t forward_scratch_bytes(const Conv2dShape& s) {
  return sizeof(float) * s.c_in * kTaps * kTaps * s.c_out;
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  auto* by_inputs = static_cast<float*>(queue.scratch(forward_scratch_bytes(s)));
  const int c_in = static_cast<int>(s.c_in);
  const int c_out = static_cast<int>(s.c_out);
  launch(transpose_kernel, dim3(ceil_div(c_in * kTaps * kTaps * c_out, kThreads)), dim3(kThreads),
         0, queue.stream(), c_in, c_out, w, by_inputs);
  run(queue, forward_shape(s), x, by_inputs, bias, slope, y);
}

void backward_data(Queue& queue, const Conv2dShape& s, const float* w, const float* d_y,
                   float* d_x) {
  run(queue, backward_shape(s), d_y, w, nullptr, 1.0f, d_x);
}

}  // namespace cantus::gpu::conv2d_direct
