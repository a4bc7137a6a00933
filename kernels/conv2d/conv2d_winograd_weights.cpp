#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/conv2d/winograd_tiles.h"
#include "kernels/core/blocks.h"

// The weight gradient by Winograd's minimal filters: d_w = G^T sum [(B^T x B) (A d_y A^T)] G, where
// the sum over all tiles is one matrix product at each point, [c_out, tiles] by [tiles, c_in].
namespace cantus::conv2d_winograd {
namespace {

#if defined(__AVX512F__)
constexpr int kRows = 8;  // output channels whose sums stay in registers
constexpr int kMaxVectors = 2;
#else
constexpr int kRows = 4;
constexpr int kMaxVectors = 1;
#endif
constexpr std::int64_t kMaxSums = std::int64_t{1} << 22;  // values kept by all blocks

std::int64_t num_sums(const Correlation& c) { return kPoints * c.c_out * c.depth(); }

// Tiles that are taken at once: as many as the second cache holds; of many taps, whose sums no
// cache holds, enough that they are seldom read and written.
std::int64_t num_tiles_at_once(const Correlation& c) {
  constexpr std::int64_t kValues = std::int64_t{3} << 15;
  if (num_sums(c) > kMaxSums) return 128;
  return std::clamp<std::int64_t>(kValues / (kPoints * (c.depth() + c.c_out)), 16, 64);
}

// Tiles are cut into blocks, each with sums of its own that are added in order.
Blocks tile_blocks(const Correlation& c) {
  const std::int64_t tiles = Tiling(c).count();
  const std::int64_t max_blocks = std::max<std::int64_t>(1, kMaxSums / num_sums(c));
  return Blocks(tiles, std::max(num_tiles_at_once(c), (tiles + max_blocks - 1) / max_blocks));
}

std::int64_t block_size(const Correlation& c) {
  const std::int64_t tiles = num_tiles_at_once(c);
  return num_sums(c) + PointLayout(tiles, c.depth()).size() + PointLayout(tiles, c.c_out).size();
}

// sums [c_out, width] += gradients^T [c_out, depth] values [depth, width], at one point.
template <int kVectors>
void add_products(std::int64_t c_out, std::int64_t width, std::int64_t depth, const float* values,
                  const float* gradients, float* sums) {
  for (std::int64_t k = 0; k < width; k += kVectors * kChannels)
    for (std::int64_t o = 0; o < c_out; o += kRows) {
      Tile<float, kRows, kVectors> tile;
      tile.clear();
      tile.multiply_add(depth, gradients + o, 1, c_out, values + k, width);
      tile.add_to(sums + o * width + k, width);
    }
}

// The loops inside are divided among threads where the block is the only one.
void add_block(Queue& queue, const Correlation& c, const float* x, const float* d_y,
               std::int64_t begin, std::int64_t end, float* sums) {
  const Tiling tiling(c);
  const std::int64_t at_once = num_tiles_at_once(c);
  const PointLayout values(at_once, c.depth()), gradients(at_once, c.c_out);
  float* v = sums + num_sums(c);
  float* g = v + values.size();
  std::fill_n(sums, num_sums(c), 0.0f);
  for (auto first = begin; first < end; first += at_once) {
    const std::int64_t depth = std::min(at_once, end - first);
    parallel_for(queue, depth, [&](std::int64_t i) {
      store_input_points(c, x, tiling[first + i], values, i, v);
      store_gradient_points(c, d_y, tiling[first + i], gradients, i, g);
    });
    parallel_for(queue, kPoints, [&](std::int64_t point) {
      const auto add =
          c.depth() % (kMaxVectors * kChannels) == 0 ? add_products<kMaxVectors> : add_products<1>;
      add(c.c_out, c.depth(), depth, v + values.at(point, 0), g + gradients.at(point, 0),
          sums + point * c.c_out * c.depth());
    });
  }
}

// d_w [3, k_f, c_in] of one output channel from the sums of all blocks.
void store_taps(const Correlation& c, const float* sums, std::int64_t num_blocks, std::int64_t o,
                float* d_w) {
  for (std::int64_t k = 0; k < c.depth(); k += kChannels) {
    Channels rows[kInT][kTaps];
    for (int i = 0; i < kInT; ++i) {
      Channels u[kInF] = {};
      for (std::int64_t block = 0; block < num_blocks; ++block)
        for (int j = 0; j < kInF; ++j)
          u[j] +=
              load(sums + block * block_size(c) + ((i * kInF + j) * c.c_out + o) * c.depth() + k);
      gradient_of_band_taps(u, rows[i]);
    }
    for (int j = 0; j < kTaps; ++j) {
      Channels g[kTaps];
      gradient_of_frame_taps({rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, g);
      const std::int64_t band = k / c.c_in * kTaps + j;
      for (int i = 0; i < kTaps && band < c.k_f; ++i)
        store(d_w + (i * c.k_f + band) * c.c_in + k % c.c_in, g[i]);
    }
  }
}

bool suits(const Conv2dShape& s) { return suits(s, forward_of(s), 1); }

std::size_t scratch_bytes(Queue&, const Conv2dShape& s) {
  const Correlation c = forward_of(s);
  return tile_blocks(c).count * block_size(c) * sizeof(float);
}

void weight_gradient(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                     float* d_w) {
  const Correlation c = forward_of(s);
  auto* sums = static_cast<float*>(queue.scratch(scratch_bytes(queue, s)));
  const Blocks blocks = tile_blocks(c);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    add_block(queue, c, x, d_y, blocks.begin(block), blocks.end(block),
              sums + block * block_size(c));
  });
  parallel_for(queue, c.c_out, [&](std::int64_t o) {
    store_taps(c, sums, blocks.count, o, d_w + o * kTaps * c.k_f * c.c_in);
  });
}

}  // namespace

const BackwardWeightsPath kBackwardWeights{suits, scratch_bytes, weight_gradient};

}  // namespace cantus::conv2d_winograd
