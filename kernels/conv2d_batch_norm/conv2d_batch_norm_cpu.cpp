#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"

#include <type_traits>

#include "kernels/conv2d_batch_norm/folded_layer.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/leaky_relu/rectifier.h"

// Nine products a value forward and nineteen backward: memory decides, and the only large array is
// passed over once.
namespace cantus {
namespace {

using namespace conv2d_batch_norm;  // NOLINT: the family's own parts

constexpr std::int64_t kChunk = 64;  // bands whose gradients stay in the first cache

void check(const Conv2dShape& shape) {
  CANTUS_REQUIRE(
      conv2d_batch_norm_suits(shape),
      "a normalized convolution takes 3 x 3 kernels on one channel into a multiple of 16");
}

double* scratch_of(Queue& queue, const Conv2dShape& shape) {
  return static_cast<double*>(queue.scratch(conv2d_batch_norm_scratch_bytes(queue, shape)));
}

// Adds the sums of the gradient at the rectifier's input, over some bands and the channels of one
// register, to sums [kNumSums, num_channels].
template <typename T>
void add_rectified(const FoldedLayer<T>& layer, const T* x, std::int64_t num_bands,
                   std::int64_t channel, LeakyRectifier<T> rectifier, const T* d_y, double* sums) {
  const std::int64_t c = layer.num_channels;
  Vector<T> weights[kPatch];
  for (int tap = 0; tap < kPatch; ++tap) weights[tap] = load(layer.kept.folded + tap * c + channel);
  const Vector<T> bias = load(layer.kept.folded + kPatch * c + channel);
  d_y += channel;
  const auto d_at = [&](const T* const(&rows)[kTaps], std::int64_t b) {
    const T* d_y_here = d_y + b * c;
    __builtin_prefetch(d_y_here + 64 * c);
    Vector<T> pre = bias;
#pragma GCC unroll 16
    for (int tap = 0; tap < kPatch; ++tap) pre += rows[tap / kTaps][b + tap % kTaps] * weights[tap];
    return rectifier.backward(pre, load(d_y_here));
  };
  add_gradients(layer, x, num_bands, channel, d_at, sums);
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
  return sizeof(double) * FoldedLayer<double>::scratch_doubles(shape);
}

std::size_t conv2d_batch_norm_kept_bytes(const Conv2dShape& shape) {
  return KeptStatistics<double>(nullptr, shape.c_out).bytes;
}

template <typename T>
void conv2d_batch_norm_forward(Queue& queue, const Conv2dShape& shape,
                               const BatchNormSettings& settings, const Arithmetic<T>* x,
                               const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                               const Arithmetic<T>* beta, T* y, std::uint8_t* kept,
                               Arithmetic<T>* running_mean, Arithmetic<T>* running_spread) {
  if (const auto run =
          device_kernel(queue, "conv2d_batch_norm_forward", conv2d_batch_norm_forward<T>))
    return run(queue, shape, settings, x, w, gamma, beta, y, kept, running_mean, running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("conv2d_batch_norm_forward");
  } else {
    const FoldedLayer<T> layer(queue, shape, settings, x, w, gamma, beta, kept,
                               scratch_of(queue, shape));
    layer.update(settings, running_mean, running_spread);
    const LeakyRectifier<T> rectifier{T(settings.slope)};
    const std::int64_t row_size = shape.out_f() * shape.c_out;
    parallel_for(queue, layer.input.num_rows(), [&](std::int64_t row) {
      convolve_row(
          layer, layer.input.row(row), [&](const Vector<T>& pre) { return rectifier.forward(pre); },
          y + row * row_size);
    });
  }
}

template <typename T>
void conv2d_batch_norm_backward(Queue& queue, const Conv2dShape& shape,
                                const BatchNormSettings& settings, const Arithmetic<T>* x,
                                const Arithmetic<T>* w, const Arithmetic<T>* gamma,
                                const std::uint8_t* kept, const T* d_y, Arithmetic<T>* d_w,
                                Arithmetic<T>* d_gamma, Arithmetic<T>* d_beta) {
  if (const auto run =
          device_kernel(queue, "conv2d_batch_norm_backward", conv2d_batch_norm_backward<T>))
    return run(queue, shape, settings, x, w, gamma, kept, d_y, d_w, d_gamma, d_beta);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("conv2d_batch_norm_backward");
  } else {
    const FoldedLayer<T> layer(queue, shape, x, w, kept, scratch_of(queue, shape));
    const LeakyRectifier<T> rectifier{T(settings.slope)};
    const double* sums = sum_over_blocks(
        queue, layer.input.blocks(), kNumSums * shape.c_out, layer.sums,
        [&](std::int64_t begin, std::int64_t end, double* added) {
          for (std::int64_t row = begin; row < end; ++row)
            for (std::int64_t f = 0; f < shape.out_f(); f += kChunk)
              for (std::int64_t c = 0; c < shape.c_out; c += kVectorSize<T>)
                add_rectified(layer, layer.input.row(row) + f, std::min(kChunk, shape.out_f() - f),
                              c, rectifier, d_y + (row * shape.out_f() + f) * shape.c_out, added);
        });
    layer.write_gradients(gamma, sums, d_w, d_gamma, d_beta);
  }
}

template decltype(conv2d_batch_norm_forward<float>) conv2d_batch_norm_forward<float>;
template decltype(conv2d_batch_norm_forward<double>) conv2d_batch_norm_forward<double>;
template decltype(conv2d_batch_norm_forward<Bfloat16>) conv2d_batch_norm_forward<Bfloat16>;
template decltype(conv2d_batch_norm_backward<float>) conv2d_batch_norm_backward<float>;
template decltype(conv2d_batch_norm_backward<double>) conv2d_batch_norm_backward<double>;
template decltype(conv2d_batch_norm_backward<Bfloat16>) conv2d_batch_norm_backward<Bfloat16>;

}  // namespace cantus
