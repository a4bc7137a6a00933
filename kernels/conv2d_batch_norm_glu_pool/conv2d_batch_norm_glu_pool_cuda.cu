// The first block of Hou 2020 in one piece (conv2d_batch_norm_glu_pool.h). Apart, the convolution
// and what follows it move the largest array of the network, 210 MB at batches of 256, three times
// forward and four times backward: 1.5 GB, 0.34 ms at 4.3 TB/s. Here nothing of it is stored: y and
// a byte an output are written once forward and read once backward, 33 MB, 8 us.
//
// So arithmetic decides. What conv2d_batch_norm_cuda.cu begins forward and ends backward with
// stands here too, beside one pass each. A block takes its share of the rows of y, with the three
// rows of x under each in shared memory. Its warps take windows in turn; a lane has two
// neighbouring channels of both halves, so that a warp writes 64 of them at once, and keeps their
// 40 weights. Four bands of a window are made together from 18 values that all lanes read at once:
// 144 multiply-adds and eight logistic functions for two outputs, some 340 instructions where four
// bands are pooled, 40 us at batches of 256.
//
// Backward a lane makes its winners' two values again by the same instructions in the same order.
// Winners of neighbouring channels lie in different bands, at most `pool` from one another: up to
// 32, the nine reads each meet no bank twice. Twenty sums a channel, 40 registers, take the
// gradient times what is under each tap, and alone; some 160 instructions for two outputs, 17 us. A
// thread's sums, a term a window, are in float; from the block upwards they are in double.
#include "kernels/conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool.h"

#include <algorithm>

#include "kernels/conv2d_batch_norm/patch_fold_cuda.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/glu/gate.h"
#include "kernels/max_pool/pool_winner_cuda.h"

namespace cantus::gpu::conv2d_batch_norm_glu_pool {
namespace {

using namespace conv2d_batch_norm;  // NOLINT: the convolution is that family's
using gpu::conv2d_one_channel::kTaps;

constexpr int kThreads = 128;
constexpr int kStreams = kThreads / kWarp;  // windows under way
constexpr int kChannels = 2;                // of either half, of a lane
constexpr int kGroup = kChannels * kWarp;   // of a block
constexpr int kBinsAtOnce = 4;
constexpr int kTileBands = 512;                                            // columns of x,
constexpr int kPieceBands = kTileBands - (kTaps - 1) - (kBinsAtOnce - 1);  // under so many bands
constexpr int kForwardBlocks = 5 * kMultiprocessors;
constexpr int kBackwardBlocks = 4 * kMultiprocessors;

using TileRow = float[kTileBands];

// Rows of y, cut into pieces of whole windows.
struct Pieces {
  int pool, num_windows, num_channels, each, a_row;
  std::int64_t count;

  explicit Pieces(const Conv2dBatchNormGluPoolShape& s)
      : pool(static_cast<int>(s.pool)),
        num_windows(static_cast<int>(s.num_windows())),
        num_channels(static_cast<int>(s.num_channels())),
        each(kPieceBands / pool),
        a_row((num_windows + each - 1) / each),
        count(s.num_rows() * a_row) {}
};

// Neighbouring windows of one row.
struct Piece {
  std::int64_t row;
  int first_window, num_windows;

  __device__ Piece(const Pieces& p, unsigned number)
      : row(number / static_cast<unsigned>(p.a_row)),
        first_window(static_cast<int>(number % static_cast<unsigned>(p.a_row)) * p.each),
        num_windows(min(p.each, p.num_windows - first_window)) {}

  // x - centre under it, and under what a last step reads behind it; outside of it, x is zero.
  __device__ void load(const Shape& s, int pool, const float* __restrict__ x, float centre,
                       TileRow* tile) const {
    const auto sample = static_cast<int>(static_cast<unsigned>(row) / s.out_t);
    const int first_frame = static_cast<int>(row) - sample * s.out_t - s.pad_t;
    const int first_band = first_window * pool - s.pad_f;
    const int width = num_windows * pool + (kTaps - 1) + (kBinsAtOnce - 1);
    for (int column = static_cast<int>(threadIdx.x); column < width; column += kThreads) {
      const int band = first_band + column;
#pragma unroll
      for (int i = 0; i < kTaps; ++i) {
        const int frame = first_frame + i * s.dilation_t;
        const bool inside = frame >= 0 && frame < s.t && band >= 0 && band < s.f;
        tile[i][column] =
            (inside ? x[(static_cast<std::int64_t>(sample) * s.t + frame) * s.f + band] : 0.0f) -
            centre;
      }
    }
  }

  // Of window `number` of the piece and a channel, in y and the index.
  __device__ std::int64_t output(const Pieces& p, int number, int channel) const {
    return (row * p.num_windows + first_window + number) * p.num_channels + channel;
  }
};

// A lane's channels of one half of the folded convolution, folded [kNumSums, c_out].
struct Half {
  float weights[kPatch][kChannels];
  float bias[kChannels];

  __device__ Half(const float* __restrict__ folded, int c_out, int channel) {
#pragma unroll
    for (int c = 0; c < kChannels; ++c) {
#pragma unroll
      for (int tap = 0; tap < kPatch; ++tap) weights[tap][c] = folded[tap * c_out + channel + c];
      bias[c] = folded[kPatch * c_out + channel + c];
    }
  }

  // under(tap): x - centre under it.
  template <class Under>
  __device__ float run(int c, const Under& under) const {
    float sum = bias[c];
#pragma unroll
    for (int tap = 0; tap < kPatch; ++tap) sum = fmaf(under(tap), weights[tap][c], sum);
    return sum;
  }
};

// A lane's channels behind the gate.
struct Lane {
  int channel;
  bool has_channel;
  Half linear, gate;

  __device__ Lane(const Pieces& p, const float* __restrict__ folded)
      : channel(static_cast<int>(blockIdx.y) * kGroup +
                static_cast<int>(threadIdx.x) % kWarp * kChannels),
        has_channel(channel < p.num_channels),
        linear(folded, 2 * p.num_channels, has_channel ? channel : 0),
        gate(folded, 2 * p.num_channels, p.num_channels + (has_channel ? channel : 0)) {}
};

// Bins [first, first + kBinsAtOnce) of the window at column `at` of the tile, as far as it reaches.
__device__ inline void take_bins(const Lane& lane, const TileRow* tile, int at, int first, int pool,
                                 PoolWinner<kChannels>& best) {
  float x[kTaps][kBinsAtOnce + kTaps - 1];
#pragma unroll
  for (int i = 0; i < kTaps; ++i)
#pragma unroll
    for (int j = 0; j < kBinsAtOnce + kTaps - 1; ++j) x[i][j] = tile[i][at + first + j];
#pragma unroll
  for (int k = 0; k < kBinsAtOnce; ++k) {
    if (first + k >= pool) continue;
    const auto under = [&](int tap) { return x[tap / kTaps][k + tap % kTaps]; };
    Pack<float, kChannels> v;
#pragma unroll
    for (int c = 0; c < kChannels; ++c)
      v.at[c] = lane.linear.run(c, under) * math::sigmoid(lane.gate.run(c, under));
    best.take(first + k, v);
  }
}

// The pieces of a block, one after the other, with x under each in the tile.
template <class Run>
__device__ inline void for_each_piece(const Shape& s, const Pieces& p, const float* __restrict__ x,
                                      float centre, TileRow* tile, const Run& run) {
  const auto end = static_cast<unsigned>(p.count * (blockIdx.x + 1) / gridDim.x);
  for (auto i = static_cast<unsigned>(p.count * blockIdx.x / gridDim.x); i < end; ++i) {
    const Piece piece(p, i);
    __syncthreads();  // the piece before has been read
    piece.load(s, p.pool, x, centre, tile);
    __syncthreads();
    run(piece);
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads, 5)
    forward_kernel(Shape s, Pieces p, const float* __restrict__ x,
                   const PatchStatistics* __restrict__ statistics, const float* __restrict__ folded,
                   T* __restrict__ y, std::uint8_t* __restrict__ index) {
  CANTUS_SHARED(float, tile, [kTaps][kTileBands]);
  const Lane lane(p, folded);
  const auto centre = static_cast<float>(statistics->centre);
  for_each_piece(s, p, x, centre, tile, [&](const Piece& piece) {
    if (!lane.has_channel) return;
    const int stream = static_cast<int>(threadIdx.x) / kWarp;
    for (int window = stream; window < piece.num_windows; window += kStreams) {
      PoolWinner<kChannels> best;
      for (int bin = 0; bin < p.pool; bin += kBinsAtOnce)
        take_bins(lane, tile, window * p.pool, bin, p.pool, best);
      best.store(piece.output(p, window, lane.channel), y, index);
    }
  });
}

// Of a lane's channels: the gradient times x - centre under each tap, and alone.
struct Sums {
  float linear[kNumSums][kChannels] = {}, gate[kNumSums][kChannels] = {};

  // winner: the band of the window at column `at` that won channel c.
  __device__ void add(const Lane& lane, const TileRow* tile, int at, int winner, int c, float d_y) {
    float x[kPatch];
#pragma unroll
    for (int tap = 0; tap < kPatch; ++tap) x[tap] = tile[tap / kTaps][at + winner + tap % kTaps];
    const auto under = [&](int tap) { return x[tap]; };
    const float sigmoid = math::sigmoid(lane.gate.run(c, under));
    float d_linear, d_gate;
    gate_gradients(lane.linear.run(c, under), sigmoid, d_y, d_linear, d_gate);
#pragma unroll
    for (int tap = 0; tap < kPatch; ++tap) {
      linear[tap][c] = fmaf(x[tap], d_linear, linear[tap][c]);
      gate[tap][c] = fmaf(x[tap], d_gate, gate[tap][c]);
    }
    linear[kPatch][c] += d_linear;
    gate[kPatch][c] += d_gate;
  }
};

// Adds up a block's sums into its partials [kNumSums, c_out]: a thread a channel and half.
__device__ inline void store_sums(const Pieces& p, const Sums& sums, float4* of_threads,
                                  double* __restrict__ partials) {
  static_assert(kChannels == 2 && kThreads == 2 * kGroup);
  const auto thread = static_cast<int>(threadIdx.x);
  const int channel = static_cast<int>(blockIdx.y) * kGroup + thread % kGroup;
  const int half = thread / kGroup;
#pragma unroll
  for (int i = 0; i < kNumSums; ++i) {
    __syncthreads();
    of_threads[thread] =
        make_float4(sums.linear[i][0], sums.linear[i][1], sums.gate[i][0], sums.gate[i][1]);
    __syncthreads();
    if (channel >= p.num_channels) continue;
    double sum = 0;
#pragma unroll
    for (int stream = 0; stream < kStreams; ++stream)
      sum += reinterpret_cast<const float*>(
          &of_threads[stream * kWarp + thread % kGroup / kChannels])[2 * half + thread % kChannels];
    partials[(2 * i + half) * p.num_channels + channel] = sum;
  }
}

// partials [block, kNumSums, c_out].
template <typename T>
__global__ void __launch_bounds__(kThreads, 4)
    gradient_sums_kernel(Shape s, Pieces p, const float* __restrict__ x,
                         const PatchStatistics* __restrict__ statistics,
                         const float* __restrict__ folded, const std::uint8_t* __restrict__ index,
                         const T* __restrict__ d_y, double* __restrict__ partials) {
  CANTUS_SHARED(float, tile, [kTaps][kTileBands]);
  CANTUS_SHARED(float4, of_threads, [kThreads]);
  const Lane lane(p, folded);
  const auto centre = static_cast<float>(statistics->centre);
  Sums sums;
  for_each_piece(s, p, x, centre, tile, [&](const Piece& piece) {
    const int first = static_cast<int>(threadIdx.x) / kWarp;
    if (!lane.has_channel || first >= piece.num_windows) return;
    // Asked for a window ahead.
    std::int64_t place = piece.output(p, first, lane.channel);
    auto next_winner = load_pack<kChannels>(index + place);
    auto next_d = load_pack<kChannels>(d_y + place);
    for (int window = first; window < piece.num_windows; window += kStreams) {
      const auto winner = next_winner;
      const auto d = next_d;
      if (window + kStreams < piece.num_windows) {
        place += kStreams * p.num_channels;
        next_winner = load_pack<kChannels>(index + place);
        next_d = load_pack<kChannels>(d_y + place);
      }
#pragma unroll
      for (int c = 0; c < kChannels; ++c)
        sums.add(lane, tile, window * p.pool, winner.at[c], c, d.at[c]);
    }
  });
  store_sums(p, sums, of_threads,
             partials + static_cast<std::int64_t>(blockIdx.x) * kNumSums * 2 * p.num_channels);
}

int num_blocks(const Pieces& p, int most) {
  return static_cast<int>(std::min<std::int64_t>(most, p.count));
}

unsigned num_groups(const Pieces& p) {
  return static_cast<unsigned>((p.num_channels + kGroup - 1) / kGroup);
}

int num_partials(const Pieces& p) { return num_blocks(p, kBackwardBlocks); }

std::size_t scratch_bytes(Queue&, const Conv2dBatchNormGluPoolShape& shape) {
  return scratch_bytes_of(gpu::conv2d_one_channel::kernel_shape(shape.conv2d),
                          num_partials(Pieces(shape)));
}

double* scratch_of(Queue& queue, const Conv2dBatchNormGluPoolShape& shape) {
  return static_cast<double*>(queue.scratch(scratch_bytes(queue, shape)));
}

template <typename T>
void forward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape,
             const BatchNormSettings& settings, const float* x, const float* w, const float* gamma,
             const float* beta, T* y, std::uint8_t* index, std::uint8_t* kept_at,
             float* running_mean, float* running_spread) {
  require_packs<kChannels>(shape.num_channels(), y, index);
  const Shape s = gpu::conv2d_one_channel::kernel_shape(shape.conv2d);
  const Pieces pieces(shape);
  const Kept kept(kept_at, s.c_out);
  fold(queue, s, settings, x, w, gamma, beta, scratch_of(queue, shape), kept, running_mean,
       running_spread);
  const dim3 grid(num_blocks(pieces, kForwardBlocks), num_groups(pieces));
  launch(forward_kernel<T>, grid, dim3(kThreads), 0, queue.stream(), s, pieces, x, kept.patches,
         kept.folded, y, index);
}

template <typename T>
void backward(Queue& queue, const Conv2dBatchNormGluPoolShape& shape, const float* x,
              const float* w, const float* gamma, const std::uint8_t* kept_at,
              const std::uint8_t* index, const T* d_y, float* d_w, float* d_gamma, float* d_beta) {
  require_packs<kChannels>(shape.num_channels(), d_y, index);
  const Shape s = gpu::conv2d_one_channel::kernel_shape(shape.conv2d);
  const Pieces pieces(shape);
  const Kept kept(kept_at, s.c_out);
  double* partials = scratch_of(queue, shape);
  const dim3 grid(num_partials(pieces), num_groups(pieces));
  launch(gradient_sums_kernel<T>, grid, dim3(kThreads), 0, queue.stream(), s, pieces, x,
         kept.patches, kept.folded, index, d_y, partials);
  write_gradients(queue, s, kept, num_partials(pieces), partials, w, gamma, d_w, d_gamma, d_beta);
}

const DeviceKernel kScratchBytes{"conv2d_batch_norm_glu_pool_scratch_bytes", scratch_bytes};
template <typename T>
struct Kernels {
  DeviceKernel forward{"conv2d_batch_norm_glu_pool_forward",
                       conv2d_batch_norm_glu_pool::forward<T>};
  DeviceKernel backward{"conv2d_batch_norm_glu_pool_backward",
                        conv2d_batch_norm_glu_pool::backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu::conv2d_batch_norm_glu_pool
