#pragma once

#include <cmath>

#include "kernels/core/gpu.h"
#include "kernels/log_compress/log_compress.h"

namespace cantus::gpu {

// The GPU's own square root and logarithm, one instruction each. Errors by the PTX ISA: of the root
// 2^-23 of its value; of the logarithm to base 2, 2^-22 between 1/2 and 2 and 2^-22 of its value
// elsewhere, which is what rounding the magnitudes costs anyway. What is below 2^-126 counts as 0.
__device__ inline float fast_sqrt(float x) {
#if defined(__CUDA_ARCH__)
  float root;
  asm("sqrt.approx.ftz.f32 %0, %1;" : "=f"(root) : "f"(x));
  return root;
#else
  return sqrtf(x);
#endif
}

__device__ inline float fast_log(float x) {
#if defined(__CUDA_ARCH__)
  float log2;
  asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(log2) : "f"(x));
  return log2 * 0.69314718055994530942f;
#else
  return logf(x);
#endif
}

// What becomes of a magnitude or a band on its way to memory, for kernels of the GPU.
struct AsItIs {
  __device__ float operator()(float x) const { return x; }
};

struct Compressed {
  float added;
  float floor;

  __device__ float operator()(float x) const { return fast_log(fmaxf(x + added, floor)); }
};

// Calls run(finish) with what a compression comes to.
template <class Run>
void with_finish(const LogCompression& compression, const Run& run) {
  if (compression.kind == LogKind::kNone) return run(AsItIs{});
  const auto eps = static_cast<float>(compression.eps);
  if (compression.kind == LogKind::kLogOfMax) return run(Compressed{0.0f, eps});
  run(Compressed{compression.kind == LogKind::kLog1p ? 1.0f : eps, 0.0f});
}

}  // namespace cantus::gpu
