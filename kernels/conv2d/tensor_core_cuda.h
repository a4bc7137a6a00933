#pragma once

#include <cstdint>

#include "kernels/core/gpu.h"

namespace cantus::gpu {

// x to the 10 bits of mantissa that tensor cores keep of a float, to nearest, halves away from
// zero.
__device__ inline float round_to_tf32(float x) {
#if defined(__CUDACC__)
  std::uint32_t rounded;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(rounded) : "f"(x));
  return __uint_as_float(rounded);
#else
  constexpr std::uint32_t kDropped = 13;
  std::uint32_t bits = __float_as_uint(x);
  if ((bits & 0x7f800000u) == 0x7f800000u) return x;
  bits += 1u << (kDropped - 1);
  return __uint_as_float(bits & ~((1u << kDropped) - 1));
#endif
}

// c [16, 8] += a [16, 8] b [8, 8] by the threads of a warp, of factors that round_to_tf32 gave
// (mma.sync.m16n8k8). With g = lane / 4 and q = lane % 4 a thread holds
//   a: rows g and g + 8 of column q, then of column q + 4
//   b: rows q and q + 4 of column g
//   c: columns 2 q and 2 q + 1 of row g, then of row g + 8
__device__ inline void multiply_add_tf32(float (&c)[4], const float (&a)[4], const float (&b)[2]) {
#if defined(__CUDACC__)
  asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
      "{%8, %9}, {%0, %1, %2, %3};"
      : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
      : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
        "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
#else
  constexpr unsigned kAll = 0xffffffffu;
  const int lane = static_cast<int>(threadIdx.x % 32);
  for (int k = 0; k < 8; ++k) {
    const int half = k / 4;
    const int row = lane / 4 * 4 + k % 4;
    const int column = lane % 4 * 8 + k % 4;
    const float upper = __shfl_sync(kAll, a[2 * half], row);
    const float lower = __shfl_sync(kAll, a[2 * half + 1], row);
    const float left = __shfl_sync(kAll, b[half], column);
    const float right = __shfl_sync(kAll, b[half], column + 4);
    c[0] += upper * left;
    c[1] += upper * right;
    c[2] += lower * left;
    c[3] += lower * right;
  }
#endif
}

}  // namespace cantus::gpu
