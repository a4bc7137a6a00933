#pragma once

#include "kernels/batch_norm/batch_norm.h"
#include "kernels/core/gpu.h"

// The rectifier behind the normalization: its value and its backward rule where its input is `pre`.
namespace cantus::gpu {

struct NoRectifier {
  __device__ float forward(float pre) const { return pre; }
  __device__ float backward(float, float d) const { return d; }
};

struct LeakyRectifier {
  float slope;
  __device__ float forward(float pre) const { return pre > 0.0f ? pre : slope * pre; }
  __device__ float backward(float pre, float d) const { return pre > 0.0f ? d : slope * d; }
};

struct GuidedRectifier {
  __device__ float backward(float pre, float d) const { return pre > 0.0f && d > 0.0f ? d : 0.0f; }
};

// Calls run(rectifier) with the one the settings ask for.
template <class Run>
void with_forward_rectifier(const BatchNormSettings& settings, const Run& run) {
  if (settings.slope == 1)
    run(NoRectifier{});
  else
    run(LeakyRectifier{settings.slope});
}

template <class Run>
void with_backward_rectifier(const BatchNormSettings& settings, RectifierRule rule,
                             const Run& run) {
  if (settings.slope == 1)
    run(NoRectifier{});
  else if (rule == RectifierRule::kGuided)
    run(GuidedRectifier{});
  else
    run(LeakyRectifier{settings.slope});
}

}  // namespace cantus::gpu
