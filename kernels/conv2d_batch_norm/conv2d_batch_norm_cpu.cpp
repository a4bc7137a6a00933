#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"

#include "kernels/conv2d_batch_norm/centred_input.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/leaky_relu/rectifier.h"

// Nine products a value forward and nineteen backward: memory decides, and the only large array is
// passed over once. Vectors lie along the output channels.
namespace cantus {
namespace {

using namespace conv2d_batch_norm;  // NOLINT: the family's own parts

constexpr int kNumSums = kPatch + 1;  // a channel: the gradient times each tap, and alone
constexpr int kVectors = 4;           // of a forward tile
constexpr int kBands = 6;
constexpr std::int64_t kChunk = 64;  // bands whose gradients stay in the first cache

void check(const Conv2dShape& shape) {
  CANTUS_REQUIRE(
      conv2d_batch_norm_suits(shape),
      "a normalized convolution takes 3 x 3 kernels on one channel into a multiple of 16");
}

// Scratch, and what both passes begin with: the centred input, its statistics, the folded weights.
template <typename T>
struct Layer {
  Layer(Queue& queue, const Conv2dShape& shape, const BatchNormSettings& settings, const T* x,
        const T* w, const T* gamma, const T* beta)
      : input(shape), num_channels(shape.c_out) {
    auto* doubles =
        static_cast<double*>(queue.scratch(conv2d_batch_norm_scratch_bytes(queue, shape)));
    sums = doubles + block_sums(input.blocks(), kNumMoments);
    folded = reinterpret_cast<T*>(sums + block_sums(input.blocks(), kNumSums * num_channels));
    statistics.centre = static_cast<T>(mean_of(queue, shape.n * shape.t * shape.f, x, doubles));
    statistics.num_positions = static_cast<double>(input.num_rows() * shape.out_f());
    input.fill(queue, x, static_cast<T>(statistics.centre), folded + kNumSums * num_channels);
    statistics.set(input.moments(queue, doubles));
    for (std::int64_t c = 0; c < num_channels; ++c)
      channel(settings, w, c).fold(w + c * kPatch, gamma[c], beta[c], folded + c, num_channels);
  }

  ChannelStatistics channel(const BatchNormSettings& settings, const T* w, std::int64_t c) const {
    return {statistics, settings.epsilon, w + c * kPatch};
  }

  CentredInput<T> input;
  std::int64_t num_channels;
  PatchStatistics statistics;
  double* sums;  // of sum_over_blocks, [kNumSums, num_channels]
  T* folded;     // [kNumSums, num_channels]: nine weights and a bias
};

// kNum neighbouring bands of some output channels.
template <int kNum, int kVectors, typename T>
void forward_tile(const Layer<T>& layer, const T* x, const T* folded, LeakyRectifier<T> rectifier,
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
      const Vector<T> pre = tile.sum[b][v];
      store<T>(y + b * c + v * kVectorSize<T>, rectifier.forward(pre));
    }
}

template <int kVectors, typename T>
void forward_row(const Layer<T>& layer, const T* x, std::int64_t channel,
                 LeakyRectifier<T> rectifier, T* y) {
  const std::int64_t num_bands = layer.input.shape.out_f();
  const T* folded = layer.folded + channel;
  y += channel;
  std::int64_t f = 0;
  for (; f + kBands <= num_bands; f += kBands)
    forward_tile<kBands, kVectors>(layer, x + f, folded, rectifier, y + f * layer.num_channels);
  for (; f < num_bands; ++f)
    forward_tile<1, kVectors>(layer, x + f, folded, rectifier, y + f * layer.num_channels);
}

// Adds the sums of the gradient at the rectifier's input, over some bands and the channels of one
// register, to sums [kNumSums, num_channels].
template <typename T>
void add_gradients(const Layer<T>& layer, const T* x, std::int64_t num_bands, std::int64_t channel,
                   LeakyRectifier<T> rectifier, const T* d_y, double* sums) {
  const std::int64_t c = layer.num_channels;
  Vector<T> weights[kPatch], products[kPatch] = {}, total = {};
  for (int tap = 0; tap < kPatch; ++tap) weights[tap] = load(layer.folded + tap * c + channel);
  const Vector<T> bias = load(layer.folded + kPatch * c + channel);
  const T* rows[kTaps];
  for (int i = 0; i < kTaps; ++i) rows[i] = x + i * layer.input.tap_row();
  d_y += channel;
  for (std::int64_t b = 0; b < num_bands; ++b, d_y += c) {
    __builtin_prefetch(d_y + 64 * c);
    Vector<T> pre = bias;
#pragma GCC unroll 16
    for (int tap = 0; tap < kPatch; ++tap) pre += rows[tap / kTaps][b + tap % kTaps] * weights[tap];
    const Vector<T> d = rectifier.backward(pre, load(d_y));
    total += d;
#pragma GCC unroll 16
    for (int tap = 0; tap < kPatch; ++tap) products[tap] += rows[tap / kTaps][b + tap % kTaps] * d;
  }
  sums += channel;
  for (int tap = 0; tap < kPatch; ++tap)
    for (int i = 0; i < kVectorSize<T>; ++i) sums[tap * c + i] += products[tap][i];
  for (int i = 0; i < kVectorSize<T>; ++i) sums[kPatch * c + i] += total[i];
}

}  // namespace

bool conv2d_batch_norm_suits(const Conv2dShape& s) {
  return s.c_in == 1 && s.k_t == kTaps && s.k_f == kTaps && s.c_out % 16 == 0 && s.c_out <= 1024;
}

std::size_t conv2d_batch_norm_scratch_bytes(Queue& queue, const Conv2dShape& shape) {
  check(shape);
  if (const auto run =
          device_kernel(queue, "conv2d_batch_norm_scratch_bytes", conv2d_batch_norm_scratch_bytes))
    return run(queue, shape);
  const CentredInput<double> input(shape);
  const std::int64_t num_sums = kNumSums * shape.c_out;
  return sizeof(double) * (block_sums(input.blocks(), kNumMoments) +
                           block_sums(input.blocks(), num_sums) + num_sums + input.size());
}

template <typename T>
void conv2d_batch_norm_forward(Queue& queue, const Conv2dShape& shape,
                               const BatchNormSettings& settings, const Arithmetic<T>* x,
                               const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                               const Arithmetic<T>* beta, T* y, Arithmetic<T>* running_mean,
                               Arithmetic<T>* running_spread) {
  if (const auto run =
          device_kernel(queue, "conv2d_batch_norm_forward", conv2d_batch_norm_forward<T>))
    return run(queue, shape, settings, x, w, gamma, beta, y, running_mean, running_spread);
  const Layer<T> layer(queue, shape, settings, x, w, gamma, beta);
  for (std::int64_t c = 0; c < shape.c_out; ++c)
    layer.channel(settings, w, c)
        .update(settings, layer.statistics.num_positions, running_mean[c], running_spread[c]);
  const LeakyRectifier<T> rectifier{T(settings.slope)};
  constexpr std::int64_t kWidth = kVectors * kVectorSize<T>;
  parallel_for(queue, layer.input.num_rows(), [&](std::int64_t row) {
    const T* from = layer.input.row(row);
    T* to = y + row * shape.out_f() * shape.c_out;
    std::int64_t c = 0;
    for (; c + kWidth <= shape.c_out; c += kWidth)
      forward_row<kVectors>(layer, from, c, rectifier, to);
    for (; c < shape.c_out; c += kVectorSize<T>) forward_row<1>(layer, from, c, rectifier, to);
  });
}

template <typename T>
void conv2d_batch_norm_backward(Queue& queue, const Conv2dShape& shape,
                                const BatchNormSettings& settings, const Arithmetic<T>* x,
                                const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                                const Arithmetic<T>* beta, const T* d_y, Arithmetic<T>* d_w,
                                Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta) {
  if (const auto run =
          device_kernel(queue, "conv2d_batch_norm_backward", conv2d_batch_norm_backward<T>))
    return run(queue, shape, settings, x, w, gamma, beta, d_y, d_w, d_gamma, d_beta);
  const Layer<T> layer(queue, shape, settings, x, w, gamma, beta);
  const LeakyRectifier<T> rectifier{T(settings.slope)};
  const double* sums = sum_over_blocks(
      queue, layer.input.blocks(), kNumSums * shape.c_out, layer.sums,
      [&](std::int64_t begin, std::int64_t end, double* added) {
        for (std::int64_t row = begin; row < end; ++row)
          for (std::int64_t f = 0; f < shape.out_f(); f += kChunk)
            for (std::int64_t c = 0; c < shape.c_out; c += kVectorSize<T>)
              add_gradients(layer, layer.input.row(row) + f, std::min(kChunk, shape.out_f() - f), c,
                            rectifier, d_y + (row * shape.out_f() + f) * shape.c_out, added);
      });
  for (std::int64_t c = 0; c < shape.c_out; ++c)
    layer.channel(settings, w, c)
        .gradients(layer.statistics, w + c * kPatch, gamma[c], sums + c, shape.c_out,
                   d_w + c * kPatch, d_gamma[c], d_beta[c]);
}

template decltype(conv2d_batch_norm_forward<float>) conv2d_batch_norm_forward<float>;
template decltype(conv2d_batch_norm_forward<double>) conv2d_batch_norm_forward<double>;
template decltype(conv2d_batch_norm_backward<float>) conv2d_batch_norm_backward<float>;
template decltype(conv2d_batch_norm_backward<double>) conv2d_batch_norm_backward<double>;

// In bfloat16 the contract is a GPU's.
template <>
void conv2d_batch_norm_forward(Queue& queue, const Conv2dShape& shape,
                               const BatchNormSettings& settings, const float* x, const float* w,
                               const float* gamma, const float* beta, Bfloat16* y,
                               float* running_mean, float* running_spread) {
  gpu_kernel(queue, "conv2d_batch_norm_forward", conv2d_batch_norm_forward<Bfloat16>)(
      queue, shape, settings, x, w, gamma, beta, y, running_mean, running_spread);
}

template <>
void conv2d_batch_norm_backward(Queue& queue, const Conv2dShape& shape,
                                const BatchNormSettings& settings, const float* x, const float* w,
                                const float* gamma, const float* beta, const Bfloat16* d_y,
                                float* d_w, float* d_gamma, float* d_beta) {
  gpu_kernel(queue, "conv2d_batch_norm_backward", conv2d_batch_norm_backward<Bfloat16>)(
      queue, shape, settings, x, w, gamma, beta, d_y, d_w, d_gamma, d_beta);
}

}  // namespace cantus
