#pragma once

#include <string>

namespace cantus {

// Extensions of the instruction set: name, whether this machine has it, and the macro that is 1
// where the compiler may use it. kCommonSet is the CANTUS_MARCH that does without most of them.
#if defined(__x86_64__)
#define CANTUS_EXTENSIONS(X)                                            \
  X("SSE4.2", __builtin_cpu_supports("sse4.2"), __SSE4_2__)             \
  X("AVX", __builtin_cpu_supports("avx"), __AVX__)                      \
  X("AVX2", __builtin_cpu_supports("avx2"), __AVX2__)                   \
  X("FMA", __builtin_cpu_supports("fma"), __FMA__)                      \
  X("BMI2", __builtin_cpu_supports("bmi2"), __BMI2__)                   \
  X("AVX512F", __builtin_cpu_supports("avx512f"), __AVX512F__)          \
  X("AVX512BW", __builtin_cpu_supports("avx512bw"), __AVX512BW__)       \
  X("AVX512DQ", __builtin_cpu_supports("avx512dq"), __AVX512DQ__)       \
  X("AVX512VL", __builtin_cpu_supports("avx512vl"), __AVX512VL__)       \
  X("AVX512VNNI", __builtin_cpu_supports("avx512vnni"), __AVX512VNNI__) \
  X("AVX512BF16", __builtin_cpu_supports("avx512bf16"), __AVX512BF16__)
inline constexpr const char* kCommonSet = "x86-64-v3 for any machine with AVX2";
#elif defined(__aarch64__)
#define CANTUS_EXTENSIONS(X)                                                           \
  X("CRC32", getauxval(AT_HWCAP) & HWCAP_CRC32, __ARM_FEATURE_CRC32)                   \
  X("LSE", getauxval(AT_HWCAP) & HWCAP_ATOMICS, __ARM_FEATURE_ATOMICS)                 \
  X("RDM", getauxval(AT_HWCAP) & HWCAP_ASIMDRDM, __ARM_FEATURE_QRDMX)                  \
  X("FP16", getauxval(AT_HWCAP) & HWCAP_ASIMDHP, __ARM_FEATURE_FP16_VECTOR_ARITHMETIC) \
  X("DotProd", getauxval(AT_HWCAP) & HWCAP_ASIMDDP, __ARM_FEATURE_DOTPROD)             \
  X("SVE", getauxval(AT_HWCAP) & HWCAP_SVE, __ARM_FEATURE_SVE)                         \
  X("SVE2", getauxval(AT_HWCAP2) & HWCAP2_SVE2, __ARM_FEATURE_SVE2)                    \
  X("I8MM", getauxval(AT_HWCAP2) & HWCAP2_I8MM, __ARM_FEATURE_MATMUL_INT8)             \
  X("BF16", getauxval(AT_HWCAP2) & HWCAP2_BF16, __ARM_FEATURE_BF16)
inline constexpr const char* kCommonSet = "armv8-a for any machine of this kind";
#endif

// Sets of extensions as bits, in the order above: those that the compiler was allowed to use
// (CMake: CANTUS_MARCH), and those that this machine has.
extern const unsigned kBuiltFor;
unsigned present_extensions();

// "AVX2, FMA"
std::string extension_names(unsigned extensions);

}  // namespace cantus
