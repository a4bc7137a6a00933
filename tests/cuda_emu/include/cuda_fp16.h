#pragma once

// The part of CUDA's half precision that kernels need: storage and conversions.

#include <vector_types.h>

#include <cstdint>
#include <cstring>

#include "kernels/core/float16.h"

// The compiler's own type rounds to the nearest, ties to even.
struct __half {
  cantus::Float16 value;

  __half() = default;
  __half(float number) : value(static_cast<cantus::Float16>(number)) {}
  operator float() const { return static_cast<float>(value); }
};
using half = __half;

struct alignas(4) __half2 {
  __half x, y;

  __half2() = default;
  __half2(__half low, __half high) : x(low), y(high) {}
};
using half2 = __half2;

inline __half __float2half(float x) { return x; }
inline __half __float2half_rn(float x) { return x; }
inline float __half2float(__half x) { return x; }
inline unsigned short __half_as_ushort(__half x) {
  unsigned short bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
inline __half __ushort_as_half(unsigned short bits) {
  __half x;
  std::memcpy(static_cast<void*>(&x), &bits, sizeof bits);
  return x;
}
inline __half2 __floats2half2_rn(float x, float y) { return {x, y}; }
inline __half2 __float22half2_rn(float2 v) { return {v.x, v.y}; }
inline float2 __half22float2(__half2 v) { return {v.x, v.y}; }
