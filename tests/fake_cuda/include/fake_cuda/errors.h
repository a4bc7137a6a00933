#pragma once

#include <fake_cuda/error_list.h>

enum cudaError {
#define FAKE_CUDA_ERROR(name, number, text) name = number,
  FAKE_CUDA_ERRORS(FAKE_CUDA_ERROR)
#undef FAKE_CUDA_ERROR
};
typedef cudaError cudaError_t;
