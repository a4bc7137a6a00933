// Binary cross-entropy and its gradient in one launch of one block: 12 bytes a row, logits and
// targets read, the gradient written. A batch is some hundred rows: the launch is all that it
// costs, and the launch of a backward pass is saved.
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/loss/binary_cross_entropy.h"
#include "kernels/loss/mean_of_rows_cuda.h"

namespace cantus::gpu {
namespace {

struct CrossEntropy {
  float scale;
  const float* logits;
  const float* targets;
  float* d_logits;

  __device__ double operator()(std::int64_t row) const {
    const double x = logits[row];
    d_logits[row] = scale * (math::sigmoid(logits[row]) - targets[row]);
    return (x > 0 ? x : 0) - x * targets[row] + math::log1p(math::exp(-fabs(x)));
  }
};

void binary_cross_entropy_forward(Queue& queue, std::int64_t num_rows, const float* logits,
                                  const float* targets, float* loss, float* d_logits) {
  const float scale = 1.0f / static_cast<float>(num_rows);
  mean_of_rows(queue, num_rows, CrossEntropy{scale, logits, targets, d_logits}, loss);
}

const DeviceKernel kForward{"binary_cross_entropy_forward", binary_cross_entropy_forward};

}  // namespace
}  // namespace cantus::gpu
