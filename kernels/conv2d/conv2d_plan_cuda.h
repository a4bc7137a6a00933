#pragma once

#include "kernels/conv2d/conv2d.h"
#include "kernels/core/cudnn_graph.h"

namespace cantus::gpu {

enum class Conv2dPass : std::int64_t { kForward = 1, kBackwardData, kBackwardWeights };

// What a convolution may take of the queue's scratch. Batches that would need more are run in
// parts.
constexpr std::int64_t kMaxConv2dWorkspaceBytes = std::int64_t{256} << 20;

struct Conv2dPlan {
  cudnn::Plan plan;
  // The plan is for n / num_parts samples. The gradient of the weights is never cut.
  std::int64_t num_parts;
};

// The unique ids of the tensors: x 1, w 2, y 3, gradients in their places. Throws Error(kSoftware)
// when cuDNN has no engine for the shape at its precision.
Conv2dPlan make_conv2d_plan(const Conv2dShape& shape, Conv2dPass pass, const cudnn::Target& target);

}  // namespace cantus::gpu
