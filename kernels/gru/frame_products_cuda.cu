// The gradients of the recurrent layer's weights are products over all frames: at 64 units and
// inputs, batch 256, 6400 frames by 384 x 64, twice 128 x 64 and twice 64 x 64. A library has to
// split each over its frames to use more than a few multiprocessors, and whether it does is its own
// choice; here one launch makes all of them and a second adds the parts, in double. A block makes
// 64 x 64 sums of one product over a share of the frames, a thread 4 x 4 of them: at a frame it
// reads two times 16 bytes of shared memory for 16 multiply-adds. Frames come 16 at a time, the
// next ones while these are multiplied.
//
// Bytes: d_gates is read once for each of its products, other arrays once a block of columns, from
// the second-level cache: 33 MB; 629 MFLOP are 11 us of an H200's 60 TFLOP/s. Foreseen, not yet
// measured: 16 us, and 4 for the sum of the parts.
#include <algorithm>

#include "kernels/core/channel_pack_cuda.h"
#include "kernels/core/chunks_cuda.h"
#include "kernels/gru/frame_products_cuda.h"

namespace cantus::gpu {
namespace {

constexpr int kSide = 64;   // rows, and columns, of a block's sums
constexpr int kDepth = 16;  // frames of a chunk
constexpr int kRun = 4;     // rows, and columns, of a thread
constexpr int kThreads = 256;
constexpr int kAcross = kSide / kRun;  // threads
constexpr int kTileSums = kSide * kSide;
constexpr std::int64_t kLeastFrames = 4 * kDepth;  // of a share
constexpr std::int64_t kMostFrames = 256;          // whose sums stay in floats
static_assert(kAcross * kAcross == kThreads && kDepth * kAcross == kThreads);

using Four = Pack<float, kRun>;

struct Products {
  std::int64_t num_frames;
  std::int64_t frames_each;
  FrameProduct of[std::tuple_size_v<GruWeightProducts>];
};

std::int64_t tiles_of(std::int64_t m, std::int64_t n) {
  return (m + kSide - 1) / kSide * ((n + kSide - 1) / kSide);
}

// Sums of one product from a row and a column on.
struct Tile {
  FrameProduct product;
  std::int64_t row, column;
};

__device__ inline Tile tile_of(const Products& all, int index) {
  const FrameProduct* product = all.of;
  const auto across = [&] { return static_cast<int>((product->n + kSide - 1) / kSide); };
  const auto count = [&] { return static_cast<int>((product->m + kSide - 1) / kSide) * across(); };
  for (; index >= count(); ++product) index -= count();
  return {*product, index / across() * kSide, index % across() * kSide};
}

// Read and written four at a time.
struct alignas(sizeof(Four)) Chunk {
  float a[kDepth][kSide], b[kDepth][kSide];
};

// Brings chunk after chunk of the frames [frame, end), of each four columns of a and of b a thread.
template <bool kPacked>
class Feeder {
 public:
  __device__ Feeder(const Tile& tile, std::int64_t begin, std::int64_t end)
      : product_(tile.product),
        column_(static_cast<int>(threadIdx.x) % kAcross * kRun),
        left_a_(tile.product.m - tile.row - column_),
        left_b_(tile.product.n - tile.column - column_),
        frame_(begin + step()),
        end_(end),
        a_(tile.product.a + frame_ * tile.product.row_a + tile.row + column_),
        b_(tile.product.b + frame_ * tile.product.row_b + tile.column + column_) {}

  __device__ void load() {
    held_a_ = four(a_, left_a_);
    held_b_ = four(b_, left_b_);
    frame_ += kDepth;
    a_ += kDepth * product_.row_a;
    b_ += kDepth * product_.row_b;
  }

  __device__ void store(Chunk& chunk) const {
    store_pack(&chunk.a[step()][column_], held_a_);
    store_pack(&chunk.b[step()][column_], held_b_);
  }

 private:
  __device__ static int step() { return static_cast<int>(threadIdx.x) / kAcross; }

  // Zeros behind the last frame and the last column, of which `left` are left.
  __device__ Four four(const float* from, std::int64_t left) const {
    Four values = {};
    if (frame_ >= end_) return values;
    if constexpr (kPacked) {
      if (left > 0) values = load_pack<kRun>(from);
    } else {
      for (int i = 0; i < kRun; ++i)
        if (i < left) values.at[i] = from[i];
    }
    return values;
  }

  const FrameProduct& product_;
  const int column_;
  const std::int64_t left_a_, left_b_;
  std::int64_t frame_;
  const std::int64_t end_;
  const float *a_, *b_;
  Four held_a_, held_b_;
};

__device__ inline void multiply(const Chunk& chunk, int row, int column,
                                float (&sums)[kRun][kRun]) {
#pragma unroll
  for (int k = 0; k < kDepth; ++k) {
    const Four a = load_pack<kRun>(&chunk.a[k][row]);
    const Four b = load_pack<kRun>(&chunk.b[k][column]);
#pragma unroll
    for (int i = 0; i < kRun; ++i)
#pragma unroll
      for (int j = 0; j < kRun; ++j) sums[i][j] += a.at[i] * b.at[j];
  }
}

// Where the sums of a thread begin: a warp's are 16 rows by 32 columns. Of rows and of columns
// neighbouring lanes share some, so that half a warp may be served at once.
__device__ inline int row_of(int thread) {
  return (thread / 64 * 4 + thread / 2 % 2 + thread / 8 % 2 * 2) * kRun;
}
__device__ inline int column_of(int thread) {
  return (thread / 32 % 2 * 8 + thread % 2 + thread / 4 % 2 * 2 + thread / 16 % 2 * 4) * kRun;
}

// Blocks: shares of the frames, then tiles. partial [shares, tiles, kSide, kSide]
template <bool kPacked>
__global__ void __launch_bounds__(kThreads, 3)
    frame_products_kernel(const Products all, float* __restrict__ partial) {
  CANTUS_SHARED(Chunk, chunks, [2]);
  const Tile tile = tile_of(all, static_cast<int>(blockIdx.y));
  const std::int64_t begin = blockIdx.x * all.frames_each;
  const std::int64_t end = min(begin + all.frames_each, all.num_frames);
  const int row = row_of(static_cast<int>(threadIdx.x));
  const int column = column_of(static_cast<int>(threadIdx.x));
  Feeder<kPacked> feeder(tile, begin, end);
  float sums[kRun][kRun] = {};
  const int num_chunks = static_cast<int>((end - begin + kDepth - 1) / kDepth);
  for_each_chunk(feeder, num_chunks, chunks,
                 [&](const Chunk& chunk) { multiply(chunk, row, column, sums); });
  float* to = partial +
              (static_cast<std::int64_t>(blockIdx.x) * gridDim.y + blockIdx.y) * kTileSums +
              row * kSide + column;
#pragma unroll
  for (int i = 0; i < kRun; ++i)
    store_pack<float, kRun>(to + i * kSide, {sums[i][0], sums[i][1], sums[i][2], sums[i][3]});
}

// Blocks: tiles, then kThreads of their sums, one a thread.
__global__ void __launch_bounds__(kThreads)
    add_shares_kernel(const Products all, int num_shares, const float* __restrict__ partial) {
  const Tile tile = tile_of(all, static_cast<int>(blockIdx.x));
  const int place = static_cast<int>(blockIdx.y * kThreads + threadIdx.x);
  const std::int64_t row = tile.row + place / kSide, column = tile.column + place % kSide;
  if (row >= tile.product.m || column >= tile.product.n) return;
  const float* from = partial + static_cast<std::int64_t>(blockIdx.x) * kTileSums + place;
  const std::int64_t share = static_cast<std::int64_t>(gridDim.x) * kTileSums;
  double sum = 0;
#pragma unroll 8
  for (int i = 0; i < num_shares; ++i) sum += from[i * share];
  tile.product.c[row * tile.product.n + column] = static_cast<float>(sum);
}

std::int64_t num_tiles(const GruShape& s) {
  const std::int64_t h = s.num_units;
  return tiles_of(6 * h, s.num_inputs) + 2 * (tiles_of(2 * h, h) + tiles_of(h, h));
}

// Two blocks for each multiprocessor, or more of at most kMostFrames.
std::int64_t frames_each(const GruShape& s) {
  const std::int64_t even = s.n * s.t * num_tiles(s) / (2 * kMultiprocessors);
  const std::int64_t within = std::clamp(even, kLeastFrames, kMostFrames);
  return (within + kDepth - 1) / kDepth * kDepth;
}

std::int64_t num_shares(const GruShape& s) {
  return (s.n * s.t + frames_each(s) - 1) / frames_each(s);
}

}  // namespace

std::int64_t frame_products_scratch_floats(const GruShape& s) {
  return num_shares(s) * num_tiles(s) * kTileSums;
}

void multiply_frames(Queue& queue, const GruShape& s, const GruWeightProducts& products,
                     float* partial) {
  Products all{s.n * s.t, frames_each(s), {}};
  std::copy(products.begin(), products.end(), all.of);
  const bool is_packed = std::all_of(products.begin(), products.end(), [](const FrameProduct& p) {
    return packs_fit(p.m | p.row_a, p.a) && packs_fit(p.n | p.row_b, p.b);
  });
  const auto shares = static_cast<unsigned>(num_shares(s)),
             tiles = static_cast<unsigned>(num_tiles(s));
  launch(is_packed ? frame_products_kernel<true> : frame_products_kernel<false>,
         dim3(shares, tiles), dim3(kThreads), 0, queue.stream(), all, partial);
  launch(add_shares_kernel, dim3(tiles, kTileSums / kThreads), dim3(kThreads), 0, queue.stream(),
         all, static_cast<int>(shares), partial);
}

}  // namespace cantus::gpu
