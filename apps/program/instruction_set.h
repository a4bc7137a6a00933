#pragma once

#include <string>

namespace cantus {

// Extensions of the x86-64 instruction set, one bit each; their names in the order of the bits.
inline constexpr const char* kExtensionNames[] = {"SSE4.2",   "AVX",        "AVX2",      "FMA",
                                                  "BMI2",     "AVX512F",    "AVX512BW",  "AVX512DQ",
                                                  "AVX512VL", "AVX512VNNI", "AVX512BF16"};

// What the compiler was allowed to use (CMake: CANTUS_MARCH), and what this machine has.
extern const unsigned kBuiltFor;
unsigned present_extensions();

// "AVX2, FMA"
std::string extension_names(unsigned extensions);

}  // namespace cantus
