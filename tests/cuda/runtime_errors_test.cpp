#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include "tests/fake_cuda/include/fake_cuda/error_list.h"

namespace {

TEST(CudaErrors, AreThoseOfTheEmulatedRuntime) {
#define FAKE_CUDA_ERROR(name, number, text)        \
  static_assert(static_cast<int>(name) == number); \
  EXPECT_STREQ(cudaGetErrorName(name), #name);     \
  EXPECT_STREQ(cudaGetErrorString(name), text);
  FAKE_CUDA_ERRORS(FAKE_CUDA_ERROR)
#undef FAKE_CUDA_ERROR
}

}  // namespace
