#pragma once

// Marks what runs on both devices.
#if defined(__CUDACC__)
#define CANTUS_BODY __host__ __device__ inline
#else
#define CANTUS_BODY inline
#endif

// Stands before a loop whose count is known and whose arrays are to live in registers.
#if defined(__CUDA_ARCH__)
#define CANTUS_UNROLL _Pragma("unroll")
#elif defined(__CUDACC__)
#define CANTUS_UNROLL  // nvcc's host side, which never runs them
#else
#define CANTUS_UNROLL _Pragma("GCC unroll 8")
#endif
