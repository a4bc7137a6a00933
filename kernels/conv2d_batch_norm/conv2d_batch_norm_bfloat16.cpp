#include "kernels/conv2d_batch_norm/conv2d_batch_norm.h"
#include "kernels/core/device_kernel.h"

// What the contracts are in bfloat16: a GPU's.
namespace cantus {

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
