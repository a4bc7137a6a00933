#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/device_kernel.h"

// What the contracts are in bfloat16: a GPU's.
namespace cantus {

template <>
void batch_norm_statistics(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                           const Bfloat16* x, float* mean, float* inv_std, float* running_mean,
                           float* running_spread) {
  gpu_kernel(queue, "batch_norm_statistics", batch_norm_statistics<Bfloat16>)(
      queue, shape, settings, x, mean, inv_std, running_mean, running_spread);
}

template <>
void batch_norm_forward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                        const Bfloat16* x, const float* gamma, const float* beta, Bfloat16* y,
                        float* mean, float* inv_std, float* running_mean, float* running_spread) {
  gpu_kernel(queue, "batch_norm_forward", batch_norm_forward<Bfloat16>)(
      queue, shape, settings, x, gamma, beta, y, mean, inv_std, running_mean, running_spread);
}

template <>
void batch_norm_backward(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                         RectifierRule rule, const Bfloat16* x, const float* gamma,
                         const float* beta, const float* mean, const float* inv_std,
                         const Bfloat16* d_y, Bfloat16* d_x, float* d_gamma, float* d_beta) {
  gpu_kernel(queue, "batch_norm_backward", batch_norm_backward<Bfloat16>)(
      queue, shape, settings, rule, x, gamma, beta, mean, inv_std, d_y, d_x, d_gamma, d_beta);
}

template <>
void batch_norm_inference(Queue& queue, BatchNormShape shape, const BatchNormSettings& settings,
                          const Bfloat16* x, const float* gamma, const float* beta,
                          const float* running_mean, const float* running_spread, Bfloat16* y) {
  gpu_kernel(queue, "batch_norm_inference", batch_norm_inference<Bfloat16>)(
      queue, shape, settings, x, gamma, beta, running_mean, running_spread, y);
}

template <>
void batch_norm_inference_backward(Queue& queue, BatchNormShape shape,
                                   const BatchNormSettings& settings, RectifierRule rule,
                                   const Bfloat16* x, const float* gamma, const float* beta,
                                   const float* running_mean, const float* running_spread,
                                   const Bfloat16* d_y, Bfloat16* d_x) {
  gpu_kernel(queue, "batch_norm_inference_backward", batch_norm_inference_backward<Bfloat16>)(
      queue, shape, settings, rule, x, gamma, beta, running_mean, running_spread, d_y, d_x);
}

}  // namespace cantus
