#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(CANTUS_MODULE)
#include <cuda_bf16.h>
#endif

#if defined(__CUDACC__)
#define CANTUS_BFLOAT16 __host__ __device__ inline
#else
#define CANTUS_BFLOAT16 inline
#endif

namespace cantus {

// The upper half of a float: 8 bits of exponent, 7 of mantissa. A format to store numbers in, never
// to compute in: it widens to a float without loss and is rounded from one, to the nearest, ties to
// even.
struct Bfloat16 {
  std::uint16_t bits;

  Bfloat16() = default;
#if defined(CANTUS_MODULE)
  CANTUS_BFLOAT16 explicit Bfloat16(float value)
      : bits(__bfloat16_as_ushort(__float2bfloat16_rn(value))) {}
  CANTUS_BFLOAT16 operator float() const { return __bfloat162float(__ushort_as_bfloat16(bits)); }
#else
  explicit Bfloat16(float value) {
    std::uint32_t word;
    std::memcpy(&word, &value, sizeof word);
    word += 0x7fffu + (word >> 16 & 1u);
    bits = value != value ? 0x7fffu : static_cast<std::uint16_t>(word >> 16);
  }
  operator float() const {
    const std::uint32_t word = static_cast<std::uint32_t>(bits) << 16;
    float value;
    std::memcpy(&value, &word, sizeof value);
    return value;
  }
#endif
};

// What a kernel computes in where it stores T: float for bfloat16, else T itself. Parameters,
// statistics and gradients of parameters are of this type too.
template <typename T>
using Arithmetic = std::conditional_t<std::is_same_v<T, Bfloat16>, float, T>;

}  // namespace cantus
