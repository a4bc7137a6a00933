#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// cos and sin of 2 pi i / n for i < n.
template <typename T>
struct UnitCircle {
  explicit UnitCircle(std::int64_t n) : cosine(n), sine(n) {
    for (std::int64_t i = 0; i < n; ++i) {
      const double angle = 2 * 3.14159265358979323846 * static_cast<double>(i) / n;
      cosine[i] = static_cast<T>(std::cos(angle));
      sine[i] = static_cast<T>(std::sin(angle));
    }
  }
  std::vector<T> cosine;
  std::vector<T> sine;
};

// The discrete Fourier transform by its definition: spectrum [frames, n / 2 + 1, (re, im)].
template <typename T>
void fft_forward(std::int64_t frames, std::int64_t n, const std::vector<T>& x,
                 std::vector<T>& spectrum) {
  const UnitCircle<T> circle(n);
  for (std::int64_t f = 0; f < frames; ++f) {
    for (std::int64_t k = 0; k <= n / 2; ++k) {
      T re = 0;
      T im = 0;
      std::int64_t turn = 0;
      for (std::int64_t i = 0; i < n; ++i) {
        re += x[f * n + i] * circle.cosine[turn];
        im -= x[f * n + i] * circle.sine[turn];
        turn = turn + k < n ? turn + k : turn + k - n;
      }
      spectrum[(f * (n / 2 + 1) + k) * 2] = re;
      spectrum[(f * (n / 2 + 1) + k) * 2 + 1] = im;
    }
  }
}

// x_i = 1/n sum over all n bins, where those above n / 2 are the conjugates of those below.
template <typename T>
void fft_inverse(std::int64_t frames, std::int64_t n, const std::vector<T>& spectrum,
                 std::vector<T>& x) {
  const UnitCircle<T> circle(n);
  for (std::int64_t f = 0; f < frames; ++f) {
    const T* s = spectrum.data() + f * (n / 2 + 1) * 2;
    for (std::int64_t i = 0; i < n; ++i) {
      T sum = s[0] + (i % 2 == 0 ? s[n] : -s[n]);
      for (std::int64_t k = 1; k < n / 2; ++k) {
        const std::int64_t turn = k * i % n;
        sum += 2 * (s[2 * k] * circle.cosine[turn] - s[2 * k + 1] * circle.sine[turn]);
      }
      x[f * n + i] = sum / static_cast<T>(n);
    }
  }
}

}  // namespace cantus::reference
