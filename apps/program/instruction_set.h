#pragma once

#include <string>

namespace cantus {

// Extensions of the x86-64 instruction set, a bit each.
enum Extension : unsigned {
  kSse42 = 1u << 0,
  kAvx = 1u << 1,
  kAvx2 = 1u << 2,
  kFma = 1u << 3,
  kBmi2 = 1u << 4,
  kAvx512f = 1u << 5,
  kAvx512bw = 1u << 6,
  kAvx512dq = 1u << 7,
  kAvx512vl = 1u << 8,
  kAvx512vnni = 1u << 9,
  kAvx512bf16 = 1u << 10,
};

// In the order of the bits.
inline constexpr const char* kExtensionNames[] = {"SSE4.2",   "AVX",        "AVX2",      "FMA",
                                                  "BMI2",     "AVX512F",    "AVX512BW",  "AVX512DQ",
                                                  "AVX512VL", "AVX512VNNI", "AVX512BF16"};

// The extensions that the compiler was allowed to use (CMake: CANTUS_MARCH), and those that this
// machine has.
extern const unsigned kBuiltFor;
unsigned present_extensions();

// "AVX2, FMA"
std::string extension_names(unsigned extensions);

}  // namespace cantus
