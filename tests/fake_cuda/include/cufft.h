#pragma once

#include <cuda_runtime_api.h>
#include <vector_types.h>

#include <cstddef>

// Replaces cuFFT's header where there is no GPU: the part of it that the kernels use, with the
// values that cuFFT gives. tests/fake_cuda/cufft.cpp checks the arguments and transforms in
// double.

typedef enum {
  CUFFT_SUCCESS = 0,
  CUFFT_INVALID_PLAN = 1,
  CUFFT_ALLOC_FAILED = 2,
  CUFFT_INVALID_VALUE = 4,
  CUFFT_EXEC_FAILED = 6,
  CUFFT_INVALID_SIZE = 8,
  CUFFT_NO_WORKSPACE = 14,
  CUFFT_NOT_IMPLEMENTED = 15,
} cufftResult;

typedef enum { CUFFT_R2C = 0x2a } cufftType;

typedef int cufftHandle;
typedef float cufftReal;
typedef float2 cufftComplex;

extern "C" {
cufftResult cufftCreate(cufftHandle* plan);
cufftResult cufftDestroy(cufftHandle plan);
cufftResult cufftSetAutoAllocation(cufftHandle plan, int auto_allocate);
cufftResult cufftMakePlanMany(cufftHandle plan, int rank, int* n, int* inembed, int istride,
                              int idist, int* onembed, int ostride, int odist, cufftType type,
                              int batch, std::size_t* work_bytes);
cufftResult cufftSetStream(cufftHandle plan, cudaStream_t stream);
cufftResult cufftSetWorkArea(cufftHandle plan, void* work);
cufftResult cufftExecR2C(cufftHandle plan, cufftReal* in, cufftComplex* out);
}
