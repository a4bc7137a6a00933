#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "tests/support/environment_variable.h"

namespace {

TEST(FakeMemory, IsPoisonedWhenItIsNew) {
  float* x = nullptr;
  float values[16] = {};
  ASSERT_EQ(cudaMalloc(&x, sizeof values), cudaSuccess);
  ASSERT_EQ(cudaMemcpy(values, x, sizeof values, cudaMemcpyDeviceToHost), cudaSuccess);
  for (const float value : values) EXPECT_TRUE(std::isnan(value));
  EXPECT_EQ(reinterpret_cast<std::size_t>(x) % 256, 0u);
  EXPECT_EQ(cudaFree(x), cudaSuccess);
}

TEST(FakeMemoryDeathTest, IsNotTheHosts) {
  float* x = nullptr;
  ASSERT_EQ(cudaMalloc(&x, sizeof(float)), cudaSuccess);
  EXPECT_DEATH(*const_cast<volatile float*>(x) = 1, "");
  EXPECT_EQ(cudaFree(x), cudaSuccess);
}

TEST(FakeMemory, IsAsLargeAsTheEnvironmentSays) {
  const cantus::testing::EnvironmentVariable bytes("CANTUS_EMULATED_MEMORY_BYTES", "1000");
  void *first = nullptr, *second = nullptr;
  std::size_t free = 0, total = 0;
  EXPECT_EQ(cudaMalloc(&first, 600), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&second, 401), cudaErrorMemoryAllocation);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, 400u);
  EXPECT_EQ(total, 1000u);
  EXPECT_EQ(cudaMallocHost(&second, 5000), cudaSuccess);  // host memory is not counted
  EXPECT_EQ(cudaFreeHost(second), cudaSuccess);
  EXPECT_EQ(cudaFree(first), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&first, 1000), cudaSuccess);
  EXPECT_EQ(cudaFree(first), cudaSuccess);
}

TEST(FakeMemory, IsFreedOnceAndByTheRightCall) {
  void *device = nullptr, *pinned = nullptr;
  int on_stack = 0;
  ASSERT_EQ(cudaMalloc(&device, 10), cudaSuccess);
  ASSERT_EQ(cudaMallocHost(&pinned, 10), cudaSuccess);
  EXPECT_EQ(cudaFree(&on_stack), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(pinned), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(device), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(device), cudaSuccess);
  EXPECT_EQ(cudaFree(device), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
}

TEST(FakeMemory, IsCopiedOnlyWhereItIs) {
  char host[8] = "abcdefg";
  char* device = nullptr;
  ASSERT_EQ(cudaMalloc(&device, 8), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(device, host, 8, cudaMemcpyHostToDevice), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(device + 4, host, 5, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host, device, 8, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host, device + 1, 8, cudaMemcpyDefault), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host, device, 8, cudaMemcpyDeviceToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(device, 'z', 9), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(device, 'z', 2), cudaSuccess);
  EXPECT_EQ(cudaMemset2DAsync(device + 2, 4, 'y', 1, 2), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(host, device, 8, cudaMemcpyDefault), cudaSuccess);
  EXPECT_STREQ(host, "zzydefy");
  char columns[4];
  EXPECT_EQ(cudaMemcpy2DAsync(columns, 2, device, 4, 2, 2, cudaMemcpyDeviceToHost), cudaSuccess);
  EXPECT_EQ(std::string(columns, 4), "zzef");
  cudaFree(device);
}

}  // namespace
