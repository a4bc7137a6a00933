#pragma once

#include "kernels/fft/fft_complex.h"

// Transforms of 2, 3, 4, 5, 7 and 8 points in registers, in natural order in and out.
namespace cantus {

template <typename T>
CANTUS_BODY void butterfly(ComplexOf<T> (&x)[2]) {
  using Complex = ComplexOf<T>;
  const Complex a = x[0];
  x[0] = a + x[1];
  x[1] = a - x[1];
}

template <typename T>
CANTUS_BODY void butterfly(ComplexOf<T> (&x)[4]) {
  using Complex = ComplexOf<T>;
  const Complex a = x[0] + x[2];
  const Complex b = x[0] - x[2];
  const Complex c = x[1] + x[3];
  const Complex d = times_minus_i(x[1] - x[3]);
  x[0] = a + c;
  x[1] = b + d;
  x[2] = a - c;
  x[3] = b - d;
}

template <typename T>
CANTUS_BODY void butterfly(ComplexOf<T> (&x)[8]) {
  using Complex = ComplexOf<T>;
  constexpr float kSqrtHalf = 0.70710678118654752440f;
  Complex even[4] = {x[0], x[2], x[4], x[6]};
  Complex odd[4] = {x[1], x[3], x[5], x[7]};
  butterfly(even);
  butterfly(odd);
  const Complex turned[4] = {
      odd[0], Complex{odd[1].re + odd[1].im, odd[1].im - odd[1].re} * kSqrtHalf,
      times_minus_i(odd[2]), Complex{odd[3].im - odd[3].re, -odd[3].re - odd[3].im} * kSqrtHalf};
  CANTUS_UNROLL
  for (int k = 0; k < 4; ++k) {
    x[k] = even[k] + turned[k];
    x[k + 4] = even[k] - turned[k];
  }
}

// cos(2 pi j / radix) and sin(2 pi j / radix) for j = 1 .. radix / 2.
template <int kRadix>
CANTUS_BODY constexpr float cos_of(int j) {
  if (kRadix == 3) return -0.5f;
  if (kRadix == 5) return j == 1 ? 0.30901699437494742410f : -0.80901699437494742410f;
  return j == 1   ? 0.62348980185873353053f
         : j == 2 ? -0.22252093395631440429f
                  : -0.90096886790241912624f;
}
template <int kRadix>
CANTUS_BODY constexpr float sin_of(int j) {
  if (kRadix == 3) return 0.86602540378443864676f;
  if (kRadix == 5) return j == 1 ? 0.95105651629515357212f : 0.58778525229247312917f;
  return j == 1   ? 0.78183148246802980871f
         : j == 2 ? 0.97492791218182360702f
                  : 0.43388373911755812048f;
}

// Odd radices: the sums and differences of x_j and x_(radix - j) share every product.
template <typename T, int kRadix>
CANTUS_BODY void butterfly(ComplexOf<T> (&x)[kRadix]) {
  using Complex = ComplexOf<T>;
  static_assert(kRadix == 3 || kRadix == 5 || kRadix == 7,
                "even radices have their own butterflies");
  constexpr int kHalf = kRadix / 2;
  Complex sum[kHalf];
  Complex difference[kHalf];
  Complex total = x[0];
  CANTUS_UNROLL
  for (int j = 0; j < kHalf; ++j) {
    sum[j] = x[j + 1] + x[kRadix - 1 - j];
    difference[j] = times_minus_i(x[j + 1] - x[kRadix - 1 - j]);
    total = total + sum[j];
  }
  const Complex first = x[0];
  x[0] = total;
  CANTUS_UNROLL
  for (int k = 1; k <= kHalf; ++k) {
    Complex even = first;
    Complex odd{};
    CANTUS_UNROLL
    for (int j = 1; j <= kHalf; ++j) {
      const int turns = j * k % kRadix;
      const bool mirrored = turns > kHalf;
      const int root = mirrored ? kRadix - turns : turns;
      const float sine = mirrored ? -sin_of<kRadix>(root) : sin_of<kRadix>(root);
      even = even + sum[j - 1] * cos_of<kRadix>(root);
      odd = odd + difference[j - 1] * sine;
    }
    x[k] = even + odd;
    x[kRadix - k] = even - odd;
  }
}

}  // namespace cantus
