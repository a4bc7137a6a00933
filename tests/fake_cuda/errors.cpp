#include "tests/fake_cuda/state.h"

namespace {

thread_local cudaError_t last_error = cudaSuccess;

}  // namespace

cudaError_t fake_cuda::fail(cudaError_t error) {
  last_error = error;
  return error;
}

cudaError_t cudaGetLastError() {
  const cudaError_t error = last_error;
  last_error = cudaSuccess;
  return error;
}

cudaError_t cudaPeekAtLastError() { return last_error; }

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
#define FAKE_CUDA_ERROR(name, number, text) \
  case name:                                \
    return #name;
    FAKE_CUDA_ERRORS(FAKE_CUDA_ERROR)
#undef FAKE_CUDA_ERROR
  }
  return "unrecognized error code";
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
#define FAKE_CUDA_ERROR(name, number, text) \
  case name:                                \
    return text;
    FAKE_CUDA_ERRORS(FAKE_CUDA_ERROR)
#undef FAKE_CUDA_ERROR
  }
  return "unrecognized error code";
}
