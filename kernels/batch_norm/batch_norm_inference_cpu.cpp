#include "kernels/batch_norm/batch_norm.h"

#include <type_traits>

#include "kernels/batch_norm/batch_norm_rows.h"
#include "kernels/core/device_kernel.h"

namespace cantus {
namespace {

using batch_norm::Affine;

template <typename T>
Affine<T> affine_of(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                    const T* gamma, const T* beta, const T* running_mean, const T* running_spread) {
  auto* scale = static_cast<T*>(queue.scratch(batch_norm_scratch_bytes(queue, shape)));
  const bool is_inverse = settings.running == RunningStatistic::kInverseDeviation;
  for (std::int64_t c = 0; c < shape.num_channels; ++c) {
    const double inv_std =
        batch_norm::inverse_deviation<double>(is_inverse, running_spread[c], settings.epsilon);
    scale[c] = static_cast<T>(gamma[c] * inv_std);
  }
  return {running_mean, scale, beta};
}

}  // namespace

template <typename T>
void batch_norm_inference(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                          const T* x, const Arithmetic<T>* gamma, const Arithmetic<T>* beta,
                          const Arithmetic<T>* running_mean, const Arithmetic<T>* running_spread,
                          T* y) {
  if (const auto run = device_kernel(queue, "batch_norm_inference", batch_norm_inference<T>))
    return run(queue, shape, settings, x, gamma, beta, running_mean, running_spread, y);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_inference");
  } else {
    const auto affine =
        affine_of(queue, shape, settings, gamma, beta, running_mean, running_spread);
    batch_norm::map_rows(queue, shape, settings, affine, x, y);
  }
}

template <typename T>
void batch_norm_inference_backward(Queue& queue, BatchNormShape shape,
                                   const BatchNormSettings& settings, RectifierRule rule,
                                   const T* x, const Arithmetic<T>* gamma,
                                   const Arithmetic<T>* beta, const Arithmetic<T>* running_mean,
                                   const Arithmetic<T>* running_spread, const T* d_y, T* d_x) {
  if (const auto run =
          device_kernel(queue, "batch_norm_inference_backward", batch_norm_inference_backward<T>))
    return run(queue, shape, settings, rule, x, gamma, beta, running_mean, running_spread, d_y,
               d_x);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("batch_norm_inference_backward");
  } else {
    const auto affine =
        affine_of(queue, shape, settings, gamma, beta, running_mean, running_spread);
    with_backward_rectifier(settings, rule, [&](auto rectifier) {
      batch_norm::for_each_element(queue, shape, [=](std::int64_t i, std::int64_t c) {
        d_x[i] = affine.scale[c] * rectifier.backward(affine(x[i], c), d_y[i]);
      });
    });
  }
}

template decltype(batch_norm_inference<float>) batch_norm_inference<float>;
template decltype(batch_norm_inference<double>) batch_norm_inference<double>;
template decltype(batch_norm_inference<Bfloat16>) batch_norm_inference<Bfloat16>;
template decltype(batch_norm_inference_backward<float>) batch_norm_inference_backward<float>;
template decltype(batch_norm_inference_backward<double>) batch_norm_inference_backward<double>;
template decltype(batch_norm_inference_backward<Bfloat16>) batch_norm_inference_backward<Bfloat16>;

}  // namespace cantus
