#include <algorithm>

#include "kernels/conv2d/conv2d_one_channel.h"
#include "kernels/conv2d/conv2d_paths.h"
#include "kernels/core/blocks.h"
#include "kernels/core/tile.h"
#include "kernels/leaky_relu/rectifier.h"

// One input channel and a 3 x 3 kernel: nine products a value, so that memory decides. Every output
// and its gradient are read or written once; vectors lie along the output channels.
namespace cantus::conv2d_one_channel {
namespace {

constexpr int kVectors = 4;
constexpr std::int64_t kChannels = kVectors * kVectorSize<float>;  // of one tile: 64
constexpr int kBands = 6;                                          // of one tile

// The input with its zeros written out: every window then lies inside.
struct Padded {
  explicit Padded(const Conv2dShape& s)
      : shape(s), t(s.t + 2 * s.pad_t()), f(s.f + 2 * s.pad_f()) {}

  bool copies() const { return shape.padding != Padding::kValid; }
  std::int64_t size() const { return copies() ? shape.n * t * f : 0; }

  const float* fill(Queue& queue, const float* x, float* into) const {
    if (!copies()) return x;
    parallel_for(queue, shape.n * t, [&](std::int64_t row) {
      float* to = into + row * f;
      std::fill_n(to, f, 0.0f);
      const std::int64_t frame = row % t - shape.pad_t();
      if (frame < 0 || frame >= shape.t) return;
      std::copy_n(x + (row / t * shape.t + frame) * shape.f, shape.f, to + shape.pad_f());
    });
    return into;
  }

  const Conv2dShape& shape;
  std::int64_t t, f;
};

// kNum neighbouring bands of 64 output channels.
template <int kNum>
void forward_tile(const Conv2dShape& s, const float* x, std::int64_t x_row, const float* w,
                  const float* bias, LeakyRectifier<float> rectifier, float* y) {
  Tile<float, kNum, kVectors> tile;
  tile.clear();
  for (std::int64_t i = 0; i < kTaps; ++i)
    tile.multiply_add(kTaps, x + i * x_row, 1, 1, w + i * kTaps * s.c_out, s.c_out);
#pragma GCC unroll 8
  for (int b = 0; b < kNum; ++b) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      auto sum = tile.sum[b][v];
      if (bias) sum += load(bias + v * kVectorSize<float>);
      store<float>(y + b * s.c_out + v * kVectorSize<float>, rectifier.forward(sum));
    }
  }
}

// Frames are cut into blocks whose weight gradients are summed in order.
Blocks weight_blocks(const Conv2dShape& s) { return Blocks(s.n * s.out_t(), 4); }

std::size_t forward_scratch_bytes(Queue&, const Conv2dShape& s, float) {
  return (kTaps * kTaps * s.c_out + Padded(s).size()) * sizeof(float);
}

std::size_t backward_weights_scratch_bytes(Queue&, const Conv2dShape& s) {
  return (weight_blocks(s).count * kTaps * kTaps * s.c_out + Padded(s).size()) * sizeof(float);
}

void forward(Queue& queue, const Conv2dShape& s, const float* x, const float* w, const float* bias,
             float slope, float* y) {
  auto* weights = static_cast<float*>(queue.scratch(forward_scratch_bytes(queue, s, slope)));
  transpose_weights(s.c_out, w, weights);
  const Padded padded(s);
  x = padded.fill(queue, x, weights + kTaps * kTaps * s.c_out);
  parallel_for(queue, s.n * s.out_t(), [&](std::int64_t row) {
    const float* from = x + (row / s.out_t() * padded.t + row % s.out_t()) * padded.f;
    float* to = y + row * s.out_f() * s.c_out;
    const std::int64_t x_row = s.dilation_t * padded.f;
    for (std::int64_t o = 0; o < s.c_out; o += kChannels) {
      const float* b = bias ? bias + o : nullptr;
      std::int64_t f = 0;
      for (; f + kBands <= s.out_f(); f += kBands)
        forward_tile<kBands>(s, from + f, x_row, weights + o, b, {slope}, to + f * s.c_out + o);
      for (; f < s.out_f(); ++f)
        forward_tile<1>(s, from + f, x_row, weights + o, b, {slope}, to + f * s.c_out + o);
    }
  });
}

void backward_weights(Queue& queue, const Conv2dShape& s, const float* x, const float* d_y,
                      float* d_w) {
  auto* partial = static_cast<float*>(queue.scratch(backward_weights_scratch_bytes(queue, s)));
  const std::int64_t num_weights = kTaps * kTaps * s.c_out;
  const Blocks blocks = weight_blocks(s);
  const Padded padded(s);
  x = padded.fill(queue, x, partial + blocks.count * num_weights);
  parallel_for(queue, blocks.count, [&](std::int64_t block) {
    float* sums = partial + block * num_weights;  // [taps, c_out]
    std::fill_n(sums, num_weights, 0.0f);
    constexpr std::int64_t kChunk = 64;  // bands whose gradients stay in the first cache
    for (std::int64_t row = blocks.begin(block); row < blocks.end(block); ++row) {
      const float* from = x + (row / s.out_t() * padded.t + row % s.out_t()) * padded.f;
      for (std::int64_t f = 0; f < s.out_f(); f += kChunk) {
        const float* d = d_y + (row * s.out_f() + f) * s.c_out;
        const std::int64_t depth = std::min(kChunk, s.out_f() - f);
        for (std::int64_t o = 0; o < s.c_out; o += kChannels) {
          for (std::int64_t i = 0; i < kTaps; ++i) {
            Tile<float, kTaps, kVectors> tile;
            tile.clear();
            tile.multiply_add(depth, from + i * s.dilation_t * padded.f + f, 1, 1, d + o, s.c_out);
            tile.add_to(sums + i * kTaps * s.c_out + o, s.c_out);
          }
        }
      }
    }
  });
  for (std::int64_t o = 0; o < s.c_out; ++o) {
    for (std::int64_t tap = 0; tap < kTaps * kTaps; ++tap) {
      float sum = 0;
      for (std::int64_t block = 0; block < blocks.count; ++block)
        sum += partial[block * num_weights + tap * s.c_out + o];
      d_w[o * kTaps * kTaps + tap] = sum;
    }
  }
}

}  // namespace

bool suits(const Conv2dShape& s) {
  return s.c_in == 1 && s.k_t == kTaps && s.k_f == kTaps && s.c_out % kChannels == 0;
}

const ForwardPath kForward{suits, forward_scratch_bytes, forward};
const BackwardWeightsPath kBackwardWeights{suits, backward_weights_scratch_bytes, backward_weights};

}  // namespace cantus::conv2d_one_channel
