#pragma once

#include "kernels/fft/fft_batch.h"

// Transforms of 2, 3, 4, 5, 7 and 8 points in registers, in natural order in and out.
namespace cantus {

inline Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
inline Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
inline Complex operator*(Complex a, float c) { return {a.re * c, a.im * c}; }

// a times (c + i s)
inline Complex turn(Complex a, float c, float s) {
  return {a.re * c - a.im * s, a.re * s + a.im * c};
}

inline Complex times_minus_i(Complex a) { return {a.im, -a.re}; }

template <int kRadix>
void butterfly(Complex (&x)[kRadix]);

template <>
inline void butterfly(Complex (&x)[2]) {
  const Complex a = x[0];
  x[0] = a + x[1];
  x[1] = a - x[1];
}

template <>
inline void butterfly(Complex (&x)[4]) {
  const Complex a = x[0] + x[2];
  const Complex b = x[0] - x[2];
  const Complex c = x[1] + x[3];
  const Complex d = times_minus_i(x[1] - x[3]);
  x[0] = a + c;
  x[1] = b + d;
  x[2] = a - c;
  x[3] = b - d;
}

template <>
inline void butterfly(Complex (&x)[8]) {
  constexpr float kSqrtHalf = 0.70710678118654752440f;
  Complex even[4] = {x[0], x[2], x[4], x[6]};
  Complex odd[4] = {x[1], x[3], x[5], x[7]};
  butterfly(even);
  butterfly(odd);
  const Complex turned[4] = {
      odd[0], Complex{odd[1].re + odd[1].im, odd[1].im - odd[1].re} * kSqrtHalf,
      times_minus_i(odd[2]), Complex{odd[3].im - odd[3].re, -odd[3].re - odd[3].im} * kSqrtHalf};
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) {
    x[k] = even[k] + turned[k];
    x[k + 4] = even[k] - turned[k];
  }
}

// cos(2 pi j / radix) and sin(2 pi j / radix) for j = 1 .. radix / 2.
template <int kRadix>
struct Roots;
template <>
struct Roots<3> {
  static constexpr float kCos[] = {-0.5f};
  static constexpr float kSin[] = {0.86602540378443864676f};
};
template <>
struct Roots<5> {
  static constexpr float kCos[] = {0.30901699437494742410f, -0.80901699437494742410f};
  static constexpr float kSin[] = {0.95105651629515357212f, 0.58778525229247312917f};
};
template <>
struct Roots<7> {
  static constexpr float kCos[] = {0.62348980185873353053f, -0.22252093395631440429f,
                                   -0.90096886790241912624f};
  static constexpr float kSin[] = {0.78183148246802980871f, 0.97492791218182360702f,
                                   0.43388373911755812048f};
};

// Odd radices: the sums and differences of x_j and x_(radix - j) share every product.
template <int kRadix>
inline void butterfly(Complex (&x)[kRadix]) {
  static_assert(kRadix % 2 == 1, "even radices have their own butterflies");
  constexpr int kHalf = kRadix / 2;
  Complex sum[kHalf];
  Complex difference[kHalf];
  Complex total = x[0];
#pragma GCC unroll 4
  for (int j = 0; j < kHalf; ++j) {
    sum[j] = x[j + 1] + x[kRadix - 1 - j];
    difference[j] = times_minus_i(x[j + 1] - x[kRadix - 1 - j]);
    total = total + sum[j];
  }
  const Complex first = x[0];
  x[0] = total;
#pragma GCC unroll 4
  for (int k = 1; k <= kHalf; ++k) {
    Complex even = first;
    Complex odd{};
#pragma GCC unroll 4
    for (int j = 1; j <= kHalf; ++j) {
      const int turns = j * k % kRadix;
      const bool mirrored = turns > kHalf;
      const int root = (mirrored ? kRadix - turns : turns) - 1;
      const float sine = mirrored ? -Roots<kRadix>::kSin[root] : Roots<kRadix>::kSin[root];
      even = even + sum[j - 1] * Roots<kRadix>::kCos[root];
      odd = odd + difference[j - 1] * sine;
    }
    x[k] = even + odd;
    x[kRadix - k] = even - odd;
  }
}

}  // namespace cantus
