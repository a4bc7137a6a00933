#pragma once

#include "kernels/conv2d/conv2d_pass.h"
#include "kernels/core/cudnn_graph.h"

namespace cantus::gpu {

// What a convolution may take of the queue's scratch. Batches that would need more are run in
// parts.
constexpr std::int64_t kMaxConv2dWorkspaceBytes = std::int64_t{256} << 20;

struct Conv2dPlan {
  // For n / num_parts samples.
  cudnn::Plan plan;
  // The gradient of the weights, added to what is there: for the parts behind the first.
  std::optional<cudnn::Plan> adding;
  std::int64_t num_parts = 1;

  std::int64_t workspace_bytes() const {
    const std::int64_t others = adding ? adding->workspace_bytes : 0;
    return plan.workspace_bytes > others ? plan.workspace_bytes : others;
  }
};

// The unique ids of the tensors: x 1, w 2, y 3, gradients in their places. Throws Error(kSoftware)
// when cuDNN has no engine for the shape at its precision.
Conv2dPlan make_conv2d_plan(const Conv2dShape& shape, Conv2dPass pass, const cudnn::Target& target);

}  // namespace cantus::gpu
