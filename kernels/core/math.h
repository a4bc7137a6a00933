#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "kernels/core/body.h"

// Elementary functions that loops can vectorise: no branches, no tables, no library calls in float.
// Relative errors are below 2 ulp in float. In double, and on the GPU, the emulated one too, they
// are the library's own.
namespace cantus::math {

CANTUS_BODY float from_bits(std::int32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

CANTUS_BODY std::int32_t to_bits(float x) {
  std::int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

CANTUS_BODY double exp(double x) { return std::exp(x); }
CANTUS_BODY double log(double x) { return std::log(x); }
CANTUS_BODY double log1p(double x) { return std::log1p(x); }
CANTUS_BODY double tanh(double x) { return std::tanh(x); }

#if defined(__CUDACC__) || defined(CANTUS_MODULE)
CANTUS_BODY float exp(float x) { return expf(x); }
CANTUS_BODY float log(float x) { return logf(x); }
CANTUS_BODY float log1p(float x) { return log1pf(x); }
CANTUS_BODY float tanh(float x) { return tanhf(x); }
#else

// e^x = 2^n e^r with |r| <= ln(2)/2; a Taylor polynomial of degree 7 for e^r. Outside [-87, 88] it
// is that of the nearer end, which is still a normal float; NaN stays NaN.
inline float exp(float x) {
  const float clamped = x > 88.0f ? 88.0f : (x < -87.0f ? -87.0f : x);
  const float rounder = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  const float n = (clamped * 1.44269504f + rounder) - rounder;
  const float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.98412698e-4f;
  p = p * r + 1.38888889e-3f;
  p = p * r + 8.33333333e-3f;
  p = p * r + 4.16666667e-2f;
  p = p * r + 1.66666667e-1f;
  p = p * r + 0.5f;
  p = p * r * r + r + 1.0f;
  return p * from_bits((static_cast<std::int32_t>(n == n ? n : 0.0f) + 127) << 23);
}

// Natural logarithm of a positive normal float: x = 2^n m with m in [sqrt(1/2), sqrt(2)), then
// ln(m) = 2 artanh(s), s = (m - 1) / (m + 1), as a series in s^2. NaN and infinity stay what they
// are.
inline float log(float x) {
  const std::int32_t shifted = to_bits(x) - 0x3f3504f3;  // so that the mantissa starts at sqrt(1/2)
  const float n = static_cast<float>(shifted >> 23);
  const float m = from_bits((shifted & 0x007fffff) + 0x3f3504f3);
  const float f = m - 1.0f;
  const float s = f / (m + 1.0f);
  const float z = s * s;
  float p = 0.22222222f;
  p = p * z + 0.28571429f;
  p = p * z + 0.4f;
  p = p * z + 0.66666667f;
  // ln(m) = f - s (f - z p): the leading term f is exact
  const float tail = s * (f - z * p);
  const float y = n * 0.693359375f + (f - (tail + n * 2.12194440e-4f));
  return x < from_bits(0x7f800000) ? y : x;
}

// ln(1 + x) for x >= 0, also where 1 + x rounds to 1. NaN and infinity stay what they are.
inline float log1p(float x) {
  const float u = 1.0f + x;
  const float y = math::log(u) + (x - (u - 1.0f)) / u;
  return x < from_bits(0x7f800000) ? y : x;
}

inline float tanh(float x) {
  const float a = x < 0 ? -x : x;
  const float z = a * a;
  float p = -5.70498872745e-3f;  // minimax on [0, 0.625]
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  const float small = a + a * z * p;
  const float large = 1.0f - 2.0f / (math::exp(2.0f * (a > 20.0f ? 20.0f : a)) + 1.0f);
  const float magnitude = a < 0.625f ? small : large;
  return x < 0 ? -magnitude : magnitude;
}
#endif

template <typename T>
CANTUS_BODY T sigmoid(T x) {
  return T(1) / (T(1) + math::exp(-x));
}

#ifdef __CUDA_ARCH__
// The GPU's approximate division, within 2 ulp: for an IEEE division nvcc calls a routine. It gives
// 0 where the sum is beyond 2^126, and there the quotient is too small to matter.
template <>
CANTUS_BODY float sigmoid(float x) {
  return __fdividef(1.0f, 1.0f + math::exp(-x));
}
#endif

}  // namespace cantus::math
