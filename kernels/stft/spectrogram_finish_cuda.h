#pragma once

#include "kernels/core/gpu.h"
#include "kernels/log_compress/log_compress.h"

namespace cantus::gpu {

// What becomes of a magnitude or a band on its way to memory, for kernels of the GPU.
struct AsItIs {
  __device__ float operator()(float x) const { return x; }
};

// With the GPU's own logarithm: off by at most 3.6e-7 between 1/2 and 2 and by 3 ulp elsewhere
// (CUDA C++ Programming Guide, intrinsic functions), which is what rounding the magnitudes costs
// anyway, for a sixth of the instructions.
struct Compressed {
  LogKind kind;
  float eps;

  __device__ float operator()(float x) const {
    if (kind == LogKind::kNone) return x;
    if (kind == LogKind::kLogOfMax) return __logf(fmaxf(x, eps));
    return __logf(x + (kind == LogKind::kLog1p ? 1.0f : eps));
  }
};

}  // namespace cantus::gpu
