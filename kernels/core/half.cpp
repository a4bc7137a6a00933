#include "kernels/core/half.h"

#include <cstring>

#ifdef __F16C__
#include <immintrin.h>
#endif

#include "kernels/core/float16.h"

namespace cantus {
namespace {

std::uint16_t half_of(float value) {
  const auto half = static_cast<Float16>(value);
  std::uint16_t bits;
  std::memcpy(&bits, &half, sizeof bits);
  return bits;
}

}  // namespace

void half_from_float(const float* values, std::int64_t n, std::uint16_t* out) {
  std::int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8) {
    const __m128i half = _mm256_cvtps_ph(_mm256_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), half);
  }
#endif
  for (; i < n; ++i) out[i] = half_of(values[i]);
}

void float_from_half(const std::uint16_t* values, std::int64_t n, float* out) {
  std::int64_t i = 0;
#ifdef __F16C__
  for (; i + 8 <= n; i += 8) {
    const __m128i half = _mm_loadu_si128(reinterpret_cast<const __m128i*>(values + i));
    _mm256_storeu_ps(out + i, _mm256_cvtph_ps(half));
  }
#endif
  for (; i < n; ++i) out[i] = to_float(values[i]);
}

}  // namespace cantus
