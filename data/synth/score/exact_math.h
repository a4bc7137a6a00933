#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

// Elementary functions made of IEEE operations alone (+, -, *, /, sqrt, floor), so that the builtin
// voices are the same bytes on every machine, whatever its libm. This folder is compiled with
// -ffp-contract=off for the same reason. Absolute errors are below 1e-9, far under 16 bits.
namespace cantus::exact {

constexpr double kPi = 3.14159265358979323846;

// sin(2 pi turns), for |turns| < 2^31. Taylor series of degree 13 after folding to a quarter turn.
inline double sin_turns(double turns) {
  double t = turns - std::floor(turns + 0.5);  // [-0.5, 0.5)
  if (t > 0.25) t = 0.5 - t;
  if (t < -0.25) t = -0.5 - t;
  const double x = t * (2 * kPi), x2 = x * x;
  return x * (1 + x2 * (-1.0 / 6 +
                        x2 * (1.0 / 120 +
                              x2 * (-1.0 / 5040 +
                                    x2 * (1.0 / 362880 +
                                          x2 * (-1.0 / 39916800 + x2 * (1.0 / 6227020800.0)))))));
}

inline double cos_turns(double turns) { return sin_turns(turns + 0.25); }

// 2^x for |x| < 1000.
inline double exp2(double x) {
  const double whole = std::floor(x + 0.5);
  const double y = (x - whole) * 0.693147180559945309417;  // |y| <= ln(2) / 2
  double sum = 1, term = 1;
  for (int k = 1; k <= 11; ++k) {
    term = term * y / k;
    sum += term;
  }
  const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023) << 52;
  return sum * std::bit_cast<double>(bits);
}

inline double exp(double x) { return exp2(x * 1.44269504088896340736); }

// log2(x) for normal x > 0: exponent plus the series of atanh on the mantissa.
inline double log2(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  double exponent = static_cast<double>(static_cast<int>((bits >> 52) & 2047) - 1023);
  double mantissa = std::bit_cast<double>((bits & 0xfffffffffffffULL) | (1023ULL << 52));
  if (mantissa > 1.41421356237309504880) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const double z = (mantissa - 1) / (mantissa + 1), z2 = z * z;  // |z| <= 0.172
  double sum = 0;
  for (int k = 15; k >= 1; k -= 2) sum = sum * z2 + 1.0 / k;
  return exponent + 2 * z * sum * 1.44269504088896340736;
}

inline double from_db(double db) { return exp2(db * 0.16609640474436811739); }  // 10^(db/20)
inline double midi_to_hz(double note) { return 440 * exp2((note - 69) * (1.0 / 12)); }

}  // namespace cantus::exact
