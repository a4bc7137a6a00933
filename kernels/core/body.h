#pragma once

// Marks functions that run on both devices.
#if defined(__CUDACC__)
#define CANTUS_BODY __host__ __device__ inline
#else
#define CANTUS_BODY inline
#endif

// Stands before a loop of known count whose arrays are to stay in registers.
#if defined(__CUDA_ARCH__)
#define CANTUS_UNROLL _Pragma("unroll")
#elif defined(__CUDACC__)
#define CANTUS_UNROLL  // nvcc's host side never runs these loops
#else
#define CANTUS_UNROLL _Pragma("GCC unroll 8")
#endif
