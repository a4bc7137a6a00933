#pragma once

// CUDA's built-in vectors, with CUDA's alignments: a misaligned float4 is a fault on a GPU, and
// here one that the undefined-behaviour sanitizer reports.
struct uint3 {
  unsigned x, y, z;
};

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned columns = 1, unsigned rows = 1, unsigned layers = 1)
      : x(columns), y(rows), z(layers) {}
  constexpr dim3(uint3 size) : x(size.x), y(size.y), z(size.z) {}
  constexpr operator uint3() const { return {x, y, z}; }
};

#define CUDA_EMULATOR_VECTORS(name, T)                          \
  struct name##1 {                                              \
    T x;                                                        \
  };                                                            \
  struct alignas(2 * sizeof(T)) name##2 {                       \
    T x, y;                                                     \
  };                                                            \
  struct alignas(sizeof(T) == 8 ? 16 : 4 * sizeof(T)) name##4 { \
    T x, y, z, w;                                               \
  };
CUDA_EMULATOR_VECTORS(char, signed char)
CUDA_EMULATOR_VECTORS(uchar, unsigned char)
CUDA_EMULATOR_VECTORS(short, short)
CUDA_EMULATOR_VECTORS(ushort, unsigned short)
CUDA_EMULATOR_VECTORS(int, int)
CUDA_EMULATOR_VECTORS(uint, unsigned)
CUDA_EMULATOR_VECTORS(float, float)
CUDA_EMULATOR_VECTORS(double, double)
CUDA_EMULATOR_VECTORS(longlong, long long)
CUDA_EMULATOR_VECTORS(ulonglong, unsigned long long)
#undef CUDA_EMULATOR_VECTORS

struct int3 {
  int x, y, z;
};
struct float3 {
  float x, y, z;
};
struct double3 {
  double x, y, z;
};
