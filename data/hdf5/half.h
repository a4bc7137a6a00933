#pragma once

#include <cstdint>

namespace cantus {

// IEEE 754 half precision, rounded to nearest even; beyond 65,504 becomes infinity. HDF5 converts
// too, ten times slower than the processor's own instruction.
void half_from_float(const float* values, std::int64_t n, std::uint16_t* out);
void float_from_half(const std::uint16_t* values, std::int64_t n, float* out);

}  // namespace cantus
