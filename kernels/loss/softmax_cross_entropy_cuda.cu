// Softmax cross-entropy and its gradient in one launch of one block, a thread a row of few classes:
// 12 bytes an element, logits and targets read, the gradient written. A batch is some hundred rows
// of two classes: the launch is all that it costs, and the launch of a backward pass is saved.
#include "kernels/core/device_kernel.h"
#include "kernels/core/math.h"
#include "kernels/loss/mean_of_rows_cuda.h"
#include "kernels/loss/softmax_cross_entropy.h"

namespace cantus::gpu {
namespace {

__device__ float largest_of(std::int64_t n, const float* x) {
  float largest = x[0];
  for (std::int64_t i = 1; i < n; ++i) largest = fmaxf(largest, x[i]);
  return largest;
}

__device__ void gradient_of_row(std::int64_t num_classes, float scale, const float* x,
                                const float* target, float* d_x) {
  const float largest = largest_of(num_classes, x);
  float partition = 0;
  float weight = 0;
  for (std::int64_t c = 0; c < num_classes; ++c) {
    const float power = math::exp(x[c] - largest);
    d_x[c] = power;
    partition += power;
    weight += target[c];
  }
  for (std::int64_t c = 0; c < num_classes; ++c)
    d_x[c] = scale * (weight * (d_x[c] / partition) - target[c]);
}

struct CrossEntropy {
  std::int64_t num_classes;
  float scale;
  const float* logits;
  const float* targets;
  float* d_logits;

  __device__ double operator()(std::int64_t row) const {
    const float* x = logits + row * num_classes;
    const float* target = targets + row * num_classes;
    const double largest = largest_of(num_classes, x);
    double partition = 0;
    for (std::int64_t c = 0; c < num_classes; ++c) partition += math::exp(x[c] - largest);
    const double log_partition = math::log(partition) + largest;
    double sum = 0;
    for (std::int64_t c = 0; c < num_classes; ++c) sum += target[c] * (log_partition - x[c]);
    gradient_of_row(num_classes, scale, x, target, d_logits + row * num_classes);
    return sum;
  }
};

void softmax_cross_entropy_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes,
                                   const float* logits, const float* targets, float* loss,
                                   float* d_logits) {
  const float scale = 1.0f / static_cast<float>(num_rows);
  mean_of_rows(queue, num_rows, CrossEntropy{num_classes, scale, logits, targets, d_logits}, loss);
}

const DeviceKernel kForward{"softmax_cross_entropy_forward", softmax_cross_entropy_forward};

}  // namespace
}  // namespace cantus::gpu
