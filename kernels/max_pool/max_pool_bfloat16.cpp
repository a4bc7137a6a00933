#include "kernels/core/device_kernel.h"
#include "kernels/max_pool/max_pool.h"

// What the contracts are in bfloat16: a GPU's.
namespace cantus {

template <>
void max_pool_forward(Queue& queue, const MaxPoolShape& shape, const Bfloat16* x, Bfloat16* y,
                      std::uint8_t* index) {
  gpu_kernel(queue, "max_pool_forward", max_pool_forward<Bfloat16>)(queue, shape, x, y, index);
}

template <>
void max_pool_backward(Queue& queue, const MaxPoolShape& shape, const std::uint8_t* index,
                       const Bfloat16* d_y, Bfloat16* d_x) {
  gpu_kernel(queue, "max_pool_backward", max_pool_backward<Bfloat16>)(queue, shape, index, d_y,
                                                                      d_x);
}

}  // namespace cantus
