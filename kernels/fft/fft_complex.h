#pragma once

#include "kernels/core/body.h"

// Complex arithmetic of the Fourier transform, for one value (T = float) and for a vector of them
// (T = Lanes).
namespace cantus {

template <typename T>
struct ComplexOf {
  T re;
  T im;
};

template <typename T>
CANTUS_BODY ComplexOf<T> operator+(ComplexOf<T> a, ComplexOf<T> b) {
  return {a.re + b.re, a.im + b.im};
}
template <typename T>
CANTUS_BODY ComplexOf<T> operator-(ComplexOf<T> a, ComplexOf<T> b) {
  return {a.re - b.re, a.im - b.im};
}
template <typename T>
CANTUS_BODY ComplexOf<T> operator*(ComplexOf<T> a, float c) {
  return {a.re * c, a.im * c};
}

// a times (c + i s)
template <typename T>
CANTUS_BODY ComplexOf<T> turn(ComplexOf<T> a, float c, float s) {
  return {a.re * c - a.im * s, a.re * s + a.im * c};
}

template <typename T>
CANTUS_BODY ComplexOf<T> times_minus_i(ComplexOf<T> a) {
  return {a.im, -a.re};
}

// Two bins or two points that belong together: k and n / 2 - k.
template <typename T>
struct PairOf {
  ComplexOf<T> low;
  ComplexOf<T> high;
};

// Bins k and n / 2 - k of twice the real spectrum, the second one conjugated, from points k (a) and
// n / 2 - k (b) of the packed complex one: x_k = e + w o, conj x_(n/2 - k) = e - w o, with the
// spectra e, o of the even and odd samples and w = exp(-2 pi i k / n) = c + i s.
template <typename T>
CANTUS_BODY PairOf<T> unpack_pair(ComplexOf<T> a, ComplexOf<T> b, float c, float s) {
  const ComplexOf<T> even{a.re + b.re, a.im - b.im};
  const ComplexOf<T> odd{a.im + b.im, b.re - a.re};
  const ComplexOf<T> turned = turn(odd, c, s);
  return {even + turned, even - turned};
}

// The inverse, times two: points k and n / 2 - k of the packed spectrum from bins k (a) and
// n / 2 - k (b), with the same w.
template <typename T>
CANTUS_BODY PairOf<T> pack_pair(ComplexOf<T> a, ComplexOf<T> b, float c, float s) {
  const ComplexOf<T> even{a.re + b.re, a.im - b.im};
  const ComplexOf<T> odd = turn(ComplexOf<T>{a.re - b.re, a.im + b.im}, c, -s);
  return {{even.re - odd.im, even.im + odd.re}, {even.re + odd.im, odd.re - even.im}};
}

}  // namespace cantus
