#pragma once

#include "kernels/conv2d_batch_norm/centred_input.h"
#include "kernels/core/tile.h"

// A normalized convolution on the CPU: what both passes begin with, and how they go along a row.
// Vectors lie along the output channels.
namespace cantus::conv2d_batch_norm {

// The centred input, and what is kept of it: its statistics, the folded weights.
template <typename T>
struct FoldedLayer {
  // Of the forward pass, which keeps it.
  FoldedLayer(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings, const T* x,
              const T* w, const T* gamma, const T* beta, void* kept_at, double* scratch)
      : FoldedLayer(shape, w, kept_at, scratch) {
    PatchStatistics& patches = *kept.patches;
    patches.centre = static_cast<T>(mean_of(queue, shape.n * shape.t * shape.f, x, scratch));
    patches.num_positions = static_cast<double>(input.num_rows() * shape.out_f());
    input.fill(queue, x, static_cast<T>(patches.centre), centred);
    patches.set(input.moments(queue, scratch));
    for (std::int64_t c = 0; c < num_channels; ++c) {
      kept.channels[c] = ChannelStatistics(patches, settings.epsilon, w + c * kPatch);
      kept.channels[c].fold(w + c * kPatch, gamma[c], beta[c], kept.folded + c, num_channels);
    }
  }

  // Of the backward pass, from what is kept.
  FoldedLayer(Queue& queue, const Conv2dShape& shape, const T* x, const T* w, const void* kept_at,
              double* scratch)
      : FoldedLayer(shape, w, kept_at, scratch) {
    input.fill(queue, x, static_cast<T>(kept.patches->centre), centred);
  }

  static std::int64_t scratch_doubles(const Conv2dShape& shape) {
    const CentredInput<double> input(shape);
    return block_sums(input.blocks(), kNumMoments) +
           block_sums(input.blocks(), kNumSums * shape.c_out) + input.size();
  }

  void update(const BatchNormSettings& settings, T* running_mean, T* running_spread) const {
    for (std::int64_t c = 0; c < num_channels; ++c)
      kept.channels[c].update(settings, kept.patches->num_positions, running_mean[c],
                              running_spread[c]);
  }

  // From the sums over all positions, [kNumSums, num_channels].
  void write_gradients(const T* gamma, const double* of_all, T* d_w, T* d_gamma, T* d_beta) const {
    for (std::int64_t c = 0; c < num_channels; ++c)
      kept.channels[c].gradients(*kept.patches, weights + c * kPatch, gamma[c], of_all + c,
                                 num_channels, d_w + c * kPatch, d_gamma[c], d_beta[c]);
  }

  CentredInput<T> input;
  std::int64_t num_channels;
  const T* weights;  // [num_channels, kPatch]
  KeptStatistics<T> kept;
  double* sums;  // of sum_over_blocks, [kNumSums, num_channels]

 private:
  FoldedLayer(const Conv2dShape& shape, const T* w, const void* kept_at, double* scratch)
      : input(shape),
        num_channels(shape.c_out),
        weights(w),
        kept(kept_at, shape.c_out),
        sums(scratch + block_sums(input.blocks(), kNumMoments)),
        centred(reinterpret_cast<T*>(sums + block_sums(input.blocks(), kNumSums * shape.c_out))) {}

  T* centred;
};

// kNum neighbouring bands of some output channels; finish: of what is to be stored.
template <int kNum, int kVectors, typename T, class Finish>
void convolve_tile(const FoldedLayer<T>& layer, const T* x, const T* folded, const Finish& finish,
                   T* y) {
  const std::int64_t c = layer.num_channels;
  Tile<T, kNum, kVectors> tile;
#pragma GCC unroll 8
  for (int b = 0; b < kNum; ++b)
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v)
      tile.sum[b][v] = load(folded + kPatch * c + v * kVectorSize<T>);
  for (int i = 0; i < kTaps; ++i)
    tile.multiply_add(kTaps, x + i * layer.input.tap_row(), 1, 1, folded + i * kTaps * c, c);
#pragma GCC unroll 8
  for (int b = 0; b < kNum; ++b)
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      const Vector<T> sum = tile.sum[b][v];
      store<T>(y + b * c + v * kVectorSize<T>, finish(sum));
    }
}

template <int kVectors, typename T, class Finish>
void convolve_channels(const FoldedLayer<T>& layer, const T* x, std::int64_t channel,
                       const Finish& finish, T* y) {
  constexpr int kBands = 6;
  const std::int64_t num_bands = layer.input.shape.out_f();
  const T* folded = layer.kept.folded + channel;
  y += channel;
  std::int64_t f = 0;
  for (; f + kBands <= num_bands; f += kBands)
    convolve_tile<kBands, kVectors>(layer, x + f, folded, finish, y + f * layer.num_channels);
  for (; f < num_bands; ++f)
    convolve_tile<1, kVectors>(layer, x + f, folded, finish, y + f * layer.num_channels);
}

// One row of the output, [out_f, num_channels]. x: what CentredInput::row gives for it.
template <typename T, class Finish>
void convolve_row(const FoldedLayer<T>& layer, const T* x, const Finish& finish, T* y) {
  constexpr int kVectors = 4;
  constexpr std::int64_t kWidth = kVectors * kVectorSize<T>;
  std::int64_t c = 0;
  for (; c + kWidth <= layer.num_channels; c += kWidth)
    convolve_channels<kVectors>(layer, x, c, finish, y);
  for (; c < layer.num_channels; c += kVectorSize<T>) convolve_channels<1>(layer, x, c, finish, y);
}

// Adds d and its products with each tap, over some bands and the channels of one register, to sums
// [kNumSums, num_channels]. d_at(rows, b): d at band b, where rows are those of x under the taps.
template <typename T, class GradientAt>
[[gnu::always_inline]] inline void add_gradients(const FoldedLayer<T>& layer, const T* x,
                                                 std::int64_t num_bands, std::int64_t channel,
                                                 const GradientAt& d_at, double* sums) {
  const std::int64_t c = layer.num_channels;
  Vector<T> products[kPatch] = {}, total = {};
  const T* rows[kTaps];
  for (int i = 0; i < kTaps; ++i) rows[i] = x + i * layer.input.tap_row();
  for (std::int64_t b = 0; b < num_bands; ++b) {
    const Vector<T> d = d_at(rows, b);
    total += d;
#pragma GCC unroll 16
    for (int tap = 0; tap < kPatch; ++tap) products[tap] += rows[tap / kTaps][b + tap % kTaps] * d;
  }
  sums += channel;
  for (int tap = 0; tap < kPatch; ++tap)
    for (int i = 0; i < kVectorSize<T>; ++i) sums[tap * c + i] += products[tap][i];
  for (int i = 0; i < kVectorSize<T>; ++i) sums[kPatch * c + i] += total[i];
}

}  // namespace cantus::conv2d_batch_norm
