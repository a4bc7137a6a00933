#include "kernels/batch_norm_pool/batch_norm_pool.h"
#include "kernels/core/device_kernel.h"

// What the contracts are in bfloat16: a GPU's.
namespace cantus {

template <>
void batch_norm_pool_forward(Queue& queue, const BatchNormPoolShape& shape,
                             const BatchNormSettings& settings, const Bfloat16* x,
                             const float* gamma, const float* beta, Bfloat16* y,
                             std::uint8_t* index, float* mean, float* inv_std, float* running_mean,
                             float* running_spread) {
  gpu_kernel(queue, "batch_norm_pool_forward", batch_norm_pool_forward<Bfloat16>)(
      queue, shape, settings, x, gamma, beta, y, index, mean, inv_std, running_mean,
      running_spread);
}

template <>
void batch_norm_pool_backward(Queue& queue, const BatchNormPoolShape& shape,
                              const BatchNormSettings& settings, const Bfloat16* x,
                              const float* gamma, const float* beta, const float* mean,
                              const float* inv_std, const std::uint8_t* index, const Bfloat16* d_y,
                              Bfloat16* d_x, float* d_gamma, float* d_beta) {
  gpu_kernel(queue, "batch_norm_pool_backward", batch_norm_pool_backward<Bfloat16>)(
      queue, shape, settings, x, gamma, beta, mean, inv_std, index, d_y, d_x, d_gamma, d_beta);
}

}  // namespace cantus
