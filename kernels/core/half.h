#pragma once

#include <cstdint>

#include "kernels/core/math.h"

#if defined(__CUDACC__)
#include <cuda_fp16.h>
#endif

namespace cantus {

// Stored numbers as floats: float32 as it is, float16 (IEEE half precision) by its bits.
CANTUS_BODY float to_float(float stored) { return stored; }

CANTUS_BODY float to_float(std::uint16_t stored) {
#if defined(__CUDACC__)
  return __half2float(__ushort_as_half(stored));
#else
  // In whole numbers, which loops vectorise. Below 2^-14 a half has no leading one.
  const std::int32_t magnitude = stored & 0x7fff;
  const std::int32_t sign = static_cast<std::int32_t>(stored & 0x8000) << 16;
  const std::int32_t rebias = (112 + (magnitude >= 0x7c00 ? 112 : 0)) << 23;
  const float normal = math::from_bits((magnitude << 13) + rebias);
  const float small = static_cast<float>(magnitude) * (1.0f / 16777216.0f);
  return math::from_bits(math::to_bits(magnitude < 0x400 ? small : normal) | sign);
#endif
}

// Whole rows of such numbers, rounded to nearest even; beyond 65,504 becomes infinity. HDF5
// converts too, ten times slower than the processor's own instruction.
void half_from_float(const float* values, std::int64_t n, std::uint16_t* out);
void float_from_half(const std::uint16_t* values, std::int64_t n, float* out);

// The value read back for a number that was stored this way.
inline float rounded_to_half(float value) {
  std::uint16_t half = 0;
  half_from_float(&value, 1, &half);
  float_from_half(&half, 1, &value);
  return value;
}

}  // namespace cantus
