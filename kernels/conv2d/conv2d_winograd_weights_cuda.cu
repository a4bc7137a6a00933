#include <algorithm>

#include "kernels/conv2d/conv2d_paths_cuda.h"
#include "kernels/conv2d/winograd_product_cuda.h"
#include "kernels/conv2d/winograd_tiles_cuda.h"

// The weight gradient of a 3 x 3 kernel in plain floats by Winograd's minimal filters: d_w =
// G^T sum [(B^T x B) (A d_y A^T)] G. At each point the sum over all tiles is one matrix product,
// [c_in, tiles] by [tiles, c_out]. cuDNN's engines for it that give the same bits twice run at 12
// of 51 TFLOP/s in the second convolution of Schlueter 2016 (cuDNN 9.19, H200): they transpose
// channels-last arrays, or split them.
//
// A block walks over a stretch of the tiles, eight at a time: four warps bring what lies under
// them, and four the gradients of their outputs, 16 pairs of channels a tile. Blocks give their
// sums to the scratch, and a second kernel adds those in a fixed order, in double, and maps the
// points back to taps. Arithmetic decides as in conv2d_winograd_cuda.cu: 130 GFLOP of points in the
// second convolution at batch 256. Of some 2200 instructions that a scheduler issues for a chunk
// 1536 multiply. Foreseen, not yet measured: 28 to 36 TFLOP/s, 3.6 to 4.6 ms. On maps of at most 32
// bands every chunk begins in another row, and its tiles' places are found by products: divisions
// would be 112 instructions more.
namespace cantus::gpu::conv2d_winograd {
namespace {

constexpr int kLeastTiles = 8 * kDepth;  // of a stretch, whose sums are as many bytes as it reads
constexpr int kMostTiles = 5120;         // whose sums stay in floats, where fewer blocks would do
constexpr int kPairs = kWidth / 2;
constexpr int kThreadsEach = kDepth * kPairs;  // that bring one side of a chunk
static_assert(2 * kThreadsEach <= kThreads);

// Brings chunks of tiles from `begin` on, each eight tiles: the points of x as rows, of d_y as
// columns.
class Feeder {
 public:
  __device__ Feeder(const Pass& pass, int begin, const float* x, const float* d_y)
      : pass_(pass),
        thread_(static_cast<int>(threadIdx.x)),
        array_((has_x() ? x : d_y) + channel()),
        tile_(begin + thread_ % kThreadsEach / kPairs) {
    place();
  }

  // The next chunk, into registers.
  __device__ void load() {
    if (has_x())
      load<kInT, kInF>(inputs_of(pass_.c));
    else if (has_gradient())
      load<kOutT, kOutF>(outputs_of(pass_.c));
  }

  __device__ void store(Chunk& chunk) const {
    const int step = thread_ % kThreadsEach / kPairs;
    const auto to = [&](auto& side) {
      return [&, step](int point, Pair value) {
        *reinterpret_cast<Pair*>(&side[point][step][channel()]) = value;
      };
    };
    if (has_x())
      for_each_input_point(held_, to(chunk.rows));
    else if (has_gradient())
      for_each_gradient_point(held_, to(chunk.columns));
  }

 private:
  __device__ bool has_x() const { return thread_ < kThreadsEach; }
  __device__ bool has_gradient() const { return thread_ < 2 * kThreadsEach; }
  __device__ int pad_f() const { return has_x() ? pass_.c.pad_f : 0; }
  __device__ int channel() const { return thread_ % kPairs * 2; }

  template <int kT, int kF>
  __device__ void load(Frames size) {
    patch_.load<kT, kF>(size, pass_.c.dilation, held_);
    tile_ += kDepth;
    patch_.move_along_bands(size, kDepth * kOutF);
    if (patch_.band() + pad_f() >= pass_.c.out_f) place();
  }

  __device__ void place() {
    if (tile_ >= pass_.tiling.count() || !has_gradient()) return patch_.leave();
    const CorrelationOf<int>& c = pass_.c;
    const SpotOf<int> spot = pass_.tiling[tile_];
    if (has_x())
      patch_.move_to(array_, inputs_of(c), spot.sample, spot.t - c.pad_t, spot.f - pad_f());
    else
      patch_.move_to(array_, outputs_of(c), spot.sample, spot.t, spot.f);
  }

  const Pass& pass_;
  const int thread_;
  const float* array_;
  int tile_;
  Patch patch_;
  Pair held_[kPoints];
};

// Blocks: stretches of tiles, then 32 inputs by 32 outputs. partial: [channels][stretch][kSums].
__global__ void __launch_bounds__(kThreads, 1)
    weights_kernel(Pass pass, int tiles_each, const float* __restrict__ x,
                   const float* __restrict__ d_y, float* __restrict__ partial) {
  CANTUS_SHARED_DYNAMIC(float, shared);
  const int num_inputs = pass.c.c_in / kWidth;
  const int begin = static_cast<int>(blockIdx.x) * tiles_each;
  const int end = min(begin + tiles_each, pass.tiling.count());
  Feeder feeder(pass, begin, x + static_cast<int>(blockIdx.y) % num_inputs * kWidth,
                d_y + static_cast<int>(blockIdx.y) / num_inputs * kWidth);
  const Part part = part_of(static_cast<int>(threadIdx.x));
  float sums[kRun][kRun] = {};
  const int num_chunks = (end - begin + kDepth - 1) / kDepth;
  multiply_all<false>(feeder, num_chunks, reinterpret_cast<Chunk*>(shared), part, sums);
  // Counted in 32 bits (there are fewer than 2^30): so four sums are known to lie together.
  float* to =
      partial + (blockIdx.y * gridDim.x + blockIdx.x) * kSums + part.point * (kWidth * kWidth);
  store_sums(sums, part, [&](int row, int column) { return to + row * kWidth + column; });
}

// d_w from the sums of num_parts stretches. A block: an input by 32 outputs, a lane each; a warp
// adds up one point.
__global__ void __launch_bounds__(kLanes* kPoints)
    finish_kernel(int num_parts, int c_in, const float* __restrict__ partial,
                  float* __restrict__ d_w) {
  CANTUS_SHARED(float, sums, [kPoints][kLanes]);
  const int lane = static_cast<int>(threadIdx.x), point = static_cast<int>(threadIdx.y);
  const int row = static_cast<int>(blockIdx.x), channels = static_cast<int>(blockIdx.y);
  const float* from = partial + static_cast<std::int64_t>(channels) * num_parts * kSums +
                      (point * kWidth + row) * kWidth + lane;
  double sum = 0;
#pragma unroll 16
  for (int p = 0; p < num_parts; ++p) sum += from[static_cast<std::int64_t>(p) * kSums];
  sums[point][lane] = static_cast<float>(sum);
  __syncthreads();
  if (point > 0) return;
  float rows[kInT][kTaps];
#pragma unroll
  for (int i = 0; i < kInT; ++i) {
    float u[kInF];
#pragma unroll
    for (int j = 0; j < kInF; ++j) u[j] = sums[i * kInF + j][lane];
    gradient_of_band_taps(u, rows[i]);
  }
  const int input = channels % (c_in / kWidth) * kWidth + row;
  const int output = channels / (c_in / kWidth) * kWidth + lane;
  float* to = d_w + static_cast<std::int64_t>(output) * (kTaps * kTaps) * c_in + input;
#pragma unroll
  for (int j = 0; j < kTaps; ++j) {
    float g[kTaps];
    gradient_of_frame_taps({rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, g);
#pragma unroll
    for (int i = 0; i < kTaps; ++i) to[(i * kTaps + j) * c_in] = g[i];
  }
}

int num_groups(const Conv2dShape& s) {
  return static_cast<int>(s.c_in / kWidth * (s.c_out / kWidth));
}

// Tiles of a stretch, whole chunks, by the shape alone: every multiprocessor has one block, or, of
// a long array, several one after another.
int tiles_each(const Conv2dShape& s) {
  const std::int64_t count = Tiling(forward_of(s)).count();
  const auto shared_by = [&](int num_blocks) {
    const std::int64_t chunks = std::max(1, num_blocks / num_groups(s)) * kDepth;
    return (count + chunks - 1) / chunks * kDepth;
  };
  std::int64_t even = shared_by(kMultiprocessors);
  if (even > kMostTiles) even = shared_by(4 * kMultiprocessors);
  return static_cast<int>(std::max<std::int64_t>(kLeastTiles, even));
}

unsigned num_parts(const Conv2dShape& s) {
  return static_cast<unsigned>((Tiling(forward_of(s)).count() + tiles_each(s) - 1) / tiles_each(s));
}

}  // namespace

bool suits_backward_weights(const Conv2dShape& s) {
  const Correlation c = forward_of(s);
  return c.c_in % kWidth == 0 && c.c_out % kWidth == 0 && suits(s, c, kDepth);
}

std::size_t backward_weights_scratch_bytes(const Conv2dShape& s) {
  return sizeof(float) * kSums * num_groups(s) * num_parts(s);
}

void backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                      float* d_w) {
  require_packs<2>(s.c_in, x);
  require_packs<2>(s.c_out, d_y);
  auto* partial = static_cast<float*>(queue.scratch(backward_weights_scratch_bytes(s)));
  const auto groups = static_cast<unsigned>(num_groups(s));
  launch(weights_kernel, dim3(num_parts(s), groups), dim3(kThreads), kSharedBytes, queue.stream(),
         pass_of(forward_of(s)), tiles_each(s), x, d_y, partial);
  launch(finish_kernel, dim3(kWidth, groups), dim3(kLanes, kPoints), 0, queue.stream(),
         static_cast<int>(num_parts(s)), static_cast<int>(s.c_in), partial, d_w);
}

}  // namespace cantus::gpu::conv2d_winograd
