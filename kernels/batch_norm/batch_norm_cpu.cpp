#include "kernels/batch_norm/batch_norm.h"

#include <type_traits>

#include "kernels/batch_norm/batch_norm_rows.h"
#include "kernels/batch_norm/statistics.h"
#include "kernels/core/column_sums.h"
#include "kernels/core/device_kernel.h"

namespace cantus {
namespace {

using batch_norm::Affine;

constexpr int kNumSums = 2;

// Scratch: the sums first, then up to three arrays of num_channels values.
template <typename T>
struct Scratch {
  Scratch(Queue& queue, BatchNormShape shape)
      : sums(queue.scratch(batch_norm_scratch_bytes(queue, shape))),
        channels(reinterpret_cast<T*>(
            static_cast<char*>(sums) +
            column_sums_scratch_bytes(shape.num_rows, shape.num_channels, kNumSums))) {}

  void* sums;
  T* channels;
};

}  // namespace

std::size_t batch_norm_scratch_bytes(Queue& queue, BatchNormShape shape) {
  if (const auto run = device_kernel(queue, "batch_norm_scratch_bytes", batch_norm_scratch_bytes))
    return run(queue, shape);
  return column_sums_scratch_bytes(shape.num_rows, shape.num_channels, kNumSums) +
         3 * shape.num_channels * sizeof(double);
}

template <typename T>
void batch_norm_statistics(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                           const T* x, Arithmetic<T>* mean, Arithmetic<T>* inv_std,
                           Arithmetic<T>* running_mean, Arithmetic<T>* running_spread) {
  if (const auto run = device_kernel(queue, "batch_norm_statistics", batch_norm_statistics<T>))
    return run(queue, shape, settings, x, mean, inv_std, running_mean, running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_statistics");
  } else {
    // about the first row
    const std::int64_t num_channels = shape.num_channels;
    const double* sums = column_sums<kNumSums>(
        queue, shape.num_rows, num_channels, queue.scratch(batch_norm_scratch_bytes(queue, shape)),
        [=](std::int64_t row, std::int64_t c) {
          const double d =
              static_cast<double>(x[row * num_channels + c]) - static_cast<double>(x[c]);
          return std::array<double, kNumSums>{d, d * d};
        });
    const auto n = static_cast<double>(shape.num_rows);
    const batch_norm::Statistics<T> statistics{mean, inv_std, running_mean, running_spread};
    for (std::int64_t c = 0; c < num_channels; ++c)
      statistics.write(settings, n, c, x[c], sums[c], sums[num_channels + c]);
  }
}

template <typename T>
void batch_norm_forward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                        const T* x, const Arithmetic<T>* gamma, const Arithmetic<T>* beta, T* y,
                        Arithmetic<T>* mean, Arithmetic<T>* inv_std, Arithmetic<T>* running_mean,
                        Arithmetic<T>* running_spread) {
  if (const auto run = device_kernel(queue, "batch_norm_forward", batch_norm_forward<T>))
    return run(queue, shape, settings, x, gamma, beta, y, mean, inv_std, running_mean,
               running_spread);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_forward");
  } else {
    batch_norm_statistics(queue, shape, settings, x, mean, inv_std, running_mean, running_spread);
    T* scale = Scratch<T>(queue, shape).channels;
    for (std::int64_t c = 0; c < shape.num_channels; ++c) scale[c] = gamma[c] * inv_std[c];
    batch_norm::map_rows(queue, shape, settings, Affine<T>{mean, scale, beta}, x, y);
  }
}

template <typename T>
void batch_norm_backward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                         RectifierRule rule, const T* x, const Arithmetic<T>* gamma,
                         const Arithmetic<T>* beta, const Arithmetic<T>* mean,
                         const Arithmetic<T>* inv_std, const T* d_y, T* d_x, Arithmetic<T>* d_gamma,
                         Arithmetic<T>* d_beta) {
  if (const auto run = device_kernel(queue, "batch_norm_backward", batch_norm_backward<T>))
    return run(queue, shape, settings, rule, x, gamma, beta, mean, inv_std, d_y, d_x, d_gamma,
               d_beta);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_backward");
  } else {
    const Scratch<T> scratch(queue, shape);
    const std::int64_t num_channels = shape.num_channels;
    T* scale = scratch.channels;
    const batch_norm::StatisticsPart<T> part{scale + num_channels, scale + 2 * num_channels};
    for (std::int64_t c = 0; c < num_channels; ++c) scale[c] = gamma[c] * inv_std[c];
    const Affine<T> affine{mean, scale, beta};

    with_backward_rectifier(settings, rule, [&](auto rectifier) {
      const double* sums = column_sums<kNumSums>(
          queue, shape.num_rows, num_channels, scratch.sums, [=](std::int64_t row, std::int64_t c) {
            const std::int64_t i = row * num_channels + c;
            const double d = rectifier.backward(affine(x[i], c), d_y[i]);
            return std::array<double, kNumSums>{d, d * static_cast<double>(x[i] - affine.mean[c])};
          });
      batch_norm::finish_gradients(shape, sums, inv_std, d_gamma, d_beta, part);
      batch_norm::for_each_element(queue, shape, [=](std::int64_t i, std::int64_t c) {
        const T d = rectifier.backward(affine(x[i], c), d_y[i]);
        d_x[i] = scale[c] * ((d - part.mean[c]) - (x[i] - affine.mean[c]) * part.spread[c]);
      });
    });
  }
}

template decltype(batch_norm_statistics<float>) batch_norm_statistics<float>;
template decltype(batch_norm_statistics<double>) batch_norm_statistics<double>;
template decltype(batch_norm_statistics<Bfloat16>) batch_norm_statistics<Bfloat16>;
template decltype(batch_norm_forward<float>) batch_norm_forward<float>;
template decltype(batch_norm_forward<double>) batch_norm_forward<double>;
template decltype(batch_norm_forward<Bfloat16>) batch_norm_forward<Bfloat16>;
template decltype(batch_norm_backward<float>) batch_norm_backward<float>;
template decltype(batch_norm_backward<double>) batch_norm_backward<double>;
template decltype(batch_norm_backward<Bfloat16>) batch_norm_backward<Bfloat16>;

}  // namespace cantus
