#pragma once

#include <string>

namespace cantus {

// Extensions of the x86-64 instruction set: name, the name that __builtin_cpu_supports knows, and
// the macro that is 1 where the compiler may use it.
#define CANTUS_EXTENSIONS(X)                    \
  X("SSE4.2", "sse4.2", __SSE4_2__)             \
  X("AVX", "avx", __AVX__)                      \
  X("AVX2", "avx2", __AVX2__)                   \
  X("FMA", "fma", __FMA__)                      \
  X("BMI2", "bmi2", __BMI2__)                   \
  X("AVX512F", "avx512f", __AVX512F__)          \
  X("AVX512BW", "avx512bw", __AVX512BW__)       \
  X("AVX512DQ", "avx512dq", __AVX512DQ__)       \
  X("AVX512VL", "avx512vl", __AVX512VL__)       \
  X("AVX512VNNI", "avx512vnni", __AVX512VNNI__) \
  X("AVX512BF16", "avx512bf16", __AVX512BF16__)

// Sets of them have a bit each, in that order: those that the compiler was allowed to use (CMake:
// CANTUS_MARCH), and those that this machine has.
extern const unsigned kBuiltFor;
unsigned present_extensions();

// "AVX2, FMA"
std::string extension_names(unsigned extensions);

}  // namespace cantus
