#pragma once

#include <cstdint>
#include <cstring>

namespace fake_cuda {

// A factor as tensor cores read it (TF32): 10 bits of mantissa, rounded to nearest.
inline float as_tf32(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  if ((bits & 0x7f800000u) == 0x7f800000u) return value;  // infinity and NaN
  bits = (bits + 0x1000u) & ~0x1fffu;
  std::memcpy(&value, &bits, sizeof bits);
  return value;
}

}  // namespace fake_cuda
