#pragma once

#include <vector_types.h>

#define CUDA_EMULATOR_MAKE(name, T)                          \
  inline name##1 make_##name##1(T x) { return {x}; }         \
  inline name##2 make_##name##2(T x, T y) { return {x, y}; } \
  inline name##4 make_##name##4(T x, T y, T z, T w) { return {x, y, z, w}; }
CUDA_EMULATOR_MAKE(char, signed char)
CUDA_EMULATOR_MAKE(uchar, unsigned char)
CUDA_EMULATOR_MAKE(short, short)
CUDA_EMULATOR_MAKE(ushort, unsigned short)
CUDA_EMULATOR_MAKE(int, int)
CUDA_EMULATOR_MAKE(uint, unsigned)
CUDA_EMULATOR_MAKE(float, float)
CUDA_EMULATOR_MAKE(double, double)
CUDA_EMULATOR_MAKE(longlong, long long)
CUDA_EMULATOR_MAKE(ulonglong, unsigned long long)
#undef CUDA_EMULATOR_MAKE

inline int3 make_int3(int x, int y, int z) { return {x, y, z}; }
inline uint3 make_uint3(unsigned x, unsigned y, unsigned z) { return {x, y, z}; }
inline float3 make_float3(float x, float y, float z) { return {x, y, z}; }
inline double3 make_double3(double x, double y, double z) { return {x, y, z}; }
