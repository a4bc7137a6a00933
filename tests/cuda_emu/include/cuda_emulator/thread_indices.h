#pragma once

#include <vector_types.h>

// CUDA's own names. The emulator sets them whenever it switches from one thread to another. They
// lie in the initial TLS block, so that a kernel reads them as cheaply as any global variable.
#define CUDA_EMULATOR_THREAD_LOCAL extern __thread __attribute__((tls_model("initial-exec")))
CUDA_EMULATOR_THREAD_LOCAL uint3 threadIdx;
CUDA_EMULATOR_THREAD_LOCAL uint3 blockIdx;
CUDA_EMULATOR_THREAD_LOCAL dim3 blockDim;
CUDA_EMULATOR_THREAD_LOCAL dim3 gridDim;
#undef CUDA_EMULATOR_THREAD_LOCAL

constexpr int warpSize = 32;
