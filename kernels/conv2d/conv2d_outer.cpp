#include <algorithm>

#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/blocks.h"
#include "kernels/core/tile.h"

// The weight gradient as a sum of outer products, straight from channels-last data: at each frame
// and band, the output's gradients [c_out] times the run of k_f * c_in inputs under the kernel's
// row. A tile of it stays in registers along a chunk of bands that the first cache holds.
namespace cantus::conv2d_outer {
namespace {

constexpr int kRows = 8;  // output channels of a tile
constexpr int kVectors = 3;
constexpr std::int64_t kWidth = kVectors * kVectorSize<float>;  // inputs of a tile
constexpr std::int64_t kChunk = 96;                             // bands
constexpr std::int64_t kMaxSums = std::int64_t{1} << 21;        // values kept by all blocks

std::int64_t num_weights(const Conv2dShape& s) { return s.c_out * s.k_t * s.k_f * s.c_in; }

// Frames are cut into blocks, each with sums of its own that are added in order.
Blocks frame_blocks(const Conv2dShape& s) {
  const std::int64_t frames = s.n * s.out_t();
  const std::int64_t max_blocks = std::max<std::int64_t>(1, kMaxSums / num_weights(s));
  return Blocks(frames, std::max<std::int64_t>(4, (frames + max_blocks - 1) / max_blocks));
}

// sums [c_out, k_t, run] += the outer products of one row of outputs.
void add_row(const Conv2dShape& s, const float* x, const float* d_y, float* sums) {
  const std::int64_t run = s.k_f * s.c_in;
  const std::int64_t num_tiles = run / kWidth * (s.c_out / kRows);
  const std::int64_t num_chunks = (s.out_f() + kChunk - 1) / kChunk;
  for (std::int64_t chunk = 0; chunk < num_chunks; ++chunk) {
    const std::int64_t first = s.out_f() * chunk / num_chunks;
    const std::int64_t depth = s.out_f() * (chunk + 1) / num_chunks - first;
    for (std::int64_t i = 0; i < s.k_t; ++i) {
      const float* under = x + (i * s.dilation_t * s.f + first) * s.c_in;
      const float* next =
          i + 1 < s.k_t ? under + s.dilation_t * s.f * s.c_in : x + (first + depth) * s.c_in;
      std::int64_t tile_index = 0;
      for (std::int64_t column = 0; column < run; column += kWidth) {
        for (std::int64_t o = 0; o < s.c_out; o += kRows) {
          prefetch_part(next, depth * s.c_in, tile_index++, num_tiles);
          Tile<float, kRows, kVectors> tile;
          tile.clear();
          tile.multiply_add(depth, d_y + first * s.c_out + o, 1, s.c_out, under + column, s.c_in);
          tile.add_to(sums + (o * s.k_t + i) * run + column, s.k_t * run);
        }
      }
    }
  }
}

}  // namespace

bool suits(const Conv2dShape& s) {
  return s.padding == Padding::kValid && s.c_out % kRows == 0 && s.k_f * s.c_in % kWidth == 0 &&
         num_weights(s) <= kMaxSums / 16;  // enough blocks for many threads
}

std::size_t scratch_bytes(const Conv2dShape& s) {
  return frame_blocks(s).count * num_weights(s) * sizeof(float);
}

void backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                      float* d_w) {
  auto* sums = static_cast<float*>(queue.scratch(scratch_bytes(s)));
  const Blocks blocks = frame_blocks(s);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    float* own = sums + block * num_weights(s);
    std::fill_n(own, num_weights(s), 0.0f);
    for (auto row = blocks.begin(block); row < blocks.end(block); ++row)
      add_row(s, x + (row / s.out_t() * s.t + row % s.out_t()) * s.f * s.c_in,
              d_y + row * s.out_f() * s.c_out, own);
  });
  const std::int64_t width = num_weights(s) / s.c_out;
  parallel_for(queue, s.c_out, [&](std::int64_t o) {
    std::copy_n(sums + o * width, width, d_w + o * width);
    for (std::int64_t block = 1; block < blocks.count; ++block) {
      const float* own = sums + block * num_weights(s) + o * width;
#pragma omp simd
      for (std::int64_t j = 0; j < width; ++j) d_w[o * width + j] += own[j];
    }
  });
}

}  // namespace cantus::conv2d_outer
