#pragma once

#include <cstdint>

namespace cantus {

// IEEE 754 half precision, rounded to nearest even; beyond 65,504 becomes infinity. HDF5 converts
// too, ten times slower than the processor's own instruction.
void half_from_float(const float* values, std::int64_t n, std::uint16_t* out);
void float_from_half(const std::uint16_t* values, std::int64_t n, float* out);

// What is read back of a number that was stored so.
inline float rounded_to_half(float value) {
  std::uint16_t half = 0;
  half_from_float(&value, 1, &half);
  float_from_half(&half, 1, &value);
  return value;
}

}  // namespace cantus
