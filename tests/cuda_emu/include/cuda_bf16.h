#pragma once

// The part of CUDA's bfloat16 that kernels need: storage, conversions, and arithmetic that rounds
// after every operation.

#include <vector_types.h>

#include <cmath>
#include <cstdint>
#include <cstring>

// Rounds to the nearest, ties to even. A NaN keeps no payload, as on the GPU.
struct __nv_bfloat16 {
  std::uint16_t bits;

  __nv_bfloat16() = default;
  __nv_bfloat16(float value) {
    std::uint32_t word;
    std::memcpy(&word, &value, sizeof word);
    word += 0x7fffu + (word >> 16 & 1u);
    bits = value != value ? 0x7fffu : static_cast<std::uint16_t>(word >> 16);
  }
  explicit __nv_bfloat16(double value) : __nv_bfloat16(static_cast<float>(value)) {}
  explicit __nv_bfloat16(int value) : __nv_bfloat16(static_cast<float>(value)) {}

  operator float() const {
    const std::uint32_t word = static_cast<std::uint32_t>(bits) << 16;
    float value;
    std::memcpy(&value, &word, sizeof value);
    return value;
  }
};
using nv_bfloat16 = __nv_bfloat16;

struct alignas(4) __nv_bfloat162 {
  __nv_bfloat16 x, y;

  __nv_bfloat162() = default;
  __nv_bfloat162(__nv_bfloat16 low, __nv_bfloat16 high) : x(low), y(high) {}
};
using nv_bfloat162 = __nv_bfloat162;

inline __nv_bfloat16 __float2bfloat16(float x) { return x; }
inline __nv_bfloat16 __float2bfloat16_rn(float x) { return x; }
inline __nv_bfloat16 __double2bfloat16(double x) { return static_cast<float>(x); }
inline float __bfloat162float(__nv_bfloat16 x) { return x; }
inline unsigned short __bfloat16_as_ushort(__nv_bfloat16 x) { return x.bits; }
inline __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits) {
  __nv_bfloat16 x;
  x.bits = bits;
  return x;
}

inline __nv_bfloat162 __floats2bfloat162_rn(float x, float y) { return {x, y}; }
inline __nv_bfloat162 __float22bfloat162_rn(float2 v) { return {v.x, v.y}; }
inline __nv_bfloat162 __float2bfloat162_rn(float x) { return {x, x}; }
inline __nv_bfloat162 __bfloat162bfloat162(__nv_bfloat16 x) { return {x, x}; }
inline __nv_bfloat162 __halves2bfloat162(__nv_bfloat16 x, __nv_bfloat16 y) { return {x, y}; }
inline __nv_bfloat162 make_bfloat162(__nv_bfloat16 x, __nv_bfloat16 y) { return {x, y}; }
inline float2 __bfloat1622float2(__nv_bfloat162 v) { return {v.x, v.y}; }
inline float __low2float(__nv_bfloat162 v) { return v.x; }
inline float __high2float(__nv_bfloat162 v) { return v.y; }
inline __nv_bfloat16 __low2bfloat16(__nv_bfloat162 v) { return v.x; }
inline __nv_bfloat16 __high2bfloat16(__nv_bfloat162 v) { return v.y; }

#define CUDA_EMULATOR_BFLOAT16(symbol, name)                                         \
  inline __nv_bfloat16 operator symbol(__nv_bfloat16 x, __nv_bfloat16 y) {           \
    return static_cast<float>(x) symbol static_cast<float>(y);                       \
  }                                                                                  \
  inline __nv_bfloat16& operator symbol##=(__nv_bfloat16& x, __nv_bfloat16 y) {      \
    return x = x symbol y;                                                           \
  }                                                                                  \
  inline __nv_bfloat162 operator symbol(__nv_bfloat162 a, __nv_bfloat162 b) {        \
    return {a.x symbol b.x, a.y symbol b.y};                                         \
  }                                                                                  \
  inline __nv_bfloat16 name(__nv_bfloat16 x, __nv_bfloat16 y) { return x symbol y; } \
  inline __nv_bfloat162 name##2(__nv_bfloat162 a, __nv_bfloat162 b) { return a symbol b; }
CUDA_EMULATOR_BFLOAT16(+, __hadd)
CUDA_EMULATOR_BFLOAT16(-, __hsub)
CUDA_EMULATOR_BFLOAT16(*, __hmul)
CUDA_EMULATOR_BFLOAT16(/, __hdiv)
#undef CUDA_EMULATOR_BFLOAT16
inline __nv_bfloat16 operator-(__nv_bfloat16 x) { return -static_cast<float>(x); }

inline __nv_bfloat16 __hfma(__nv_bfloat16 x, __nv_bfloat16 y, __nv_bfloat16 z) {
  return std::fma(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
}
inline __nv_bfloat162 __hfma2(__nv_bfloat162 a, __nv_bfloat162 b, __nv_bfloat162 c) {
  return {__hfma(a.x, b.x, c.x), __hfma(a.y, b.y, c.y)};
}
inline __nv_bfloat16 __hmax(__nv_bfloat16 x, __nv_bfloat16 y) {
  return std::fmax(float{x}, float{y});
}
inline __nv_bfloat16 __hmin(__nv_bfloat16 x, __nv_bfloat16 y) {
  return std::fmin(float{x}, float{y});
}
inline bool __hisnan(__nv_bfloat16 x) { return std::isnan(float{x}); }
