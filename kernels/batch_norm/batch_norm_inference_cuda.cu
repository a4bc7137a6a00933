// Batch normalization with the running statistics: an affine map of each channel, and the gradient
// through it. Forward reads x and writes y, 8 bytes an element; backward reads x and d_y and writes
// d_x, 12 bytes. The inverse deviation is computed by each thread for its own channels.
#include "kernels/batch_norm/batch_norm_cuda.h"
#include "kernels/batch_norm/batch_norm_map_cuda.h"
#include "kernels/batch_norm/batch_norm_rectifier.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/map_rows_cuda.h"

namespace cantus::gpu {
namespace {

AffineParameters running_parameters(const BatchNormSettings& settings, const float* gamma,
                                    const float* beta, const float* running_mean,
                                    const float* running_spread) {
  const bool is_inverse = settings.running == RunningStatistic::kInverseDeviation;
  return {running_mean, running_spread, is_inverse, settings.epsilon, gamma, beta};
}

template <typename T>
void batch_norm_inference(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                          const T* x, const float* gamma, const float* beta,
                          const float* running_mean, const float* running_spread, T* y) {
  const auto parameters = running_parameters(settings, gamma, beta, running_mean, running_spread);
  with_forward_rectifier(settings, [&](auto rectifier) {
    map_rows(queue, shape.num_rows, shape.num_channels, packs_fit(shape.num_channels, x, y),
             BatchNormMap<decltype(rectifier), T>{rectifier, shape.num_channels, parameters, x, y});
  });
}

template <typename T>
void batch_norm_inference_backward(Queue& queue, BatchNormShape shape,
                                   const BatchNormSettings& settings, RectifierRule rule,
                                   const T* x, const float* gamma, const float* beta,
                                   const float* running_mean, const float* running_spread,
                                   const T* d_y, T* d_x) {
  const auto parameters = running_parameters(settings, gamma, beta, running_mean, running_spread);
  with_backward_rectifier(settings, rule, [&](auto rectifier) {
    map_rows(queue, shape.num_rows, shape.num_channels, packs_fit(shape.num_channels, x, d_y, d_x),
             BatchNormGradientMap<decltype(rectifier), T, false>{
                 rectifier, shape.num_channels, parameters, x, d_y, d_x, StatisticsPart{}});
  });
}

template <typename T>
struct Kernels {
  DeviceKernel forward{"batch_norm_inference", batch_norm_inference<T>};
  DeviceKernel backward{"batch_norm_inference_backward", batch_norm_inference_backward<T>};
};
const Kernels<float> kInFloat;
const Kernels<Bfloat16> kInBfloat16;

}  // namespace
}  // namespace cantus::gpu
