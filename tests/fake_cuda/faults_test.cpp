#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include "tests/support/environment_variable.h"

namespace {

struct Fault {
  explicit Fault(const char* text) : variable("CANTUS_EMULATED_FAULT", text) {}
  ~Fault() { cudaGetLastError(); }
  cantus::testing::EnvironmentVariable variable;
};

TEST(FakeDevice, IsOneGpu) {
  int count = 0, driver = 0, runtime = 0;
  cudaDeviceProp properties;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 1);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.major, 9);
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_EQ(cudaRuntimeGetVersion(&runtime), cudaSuccess);
  EXPECT_GE(driver, runtime);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
}

TEST(FakeDevice, CanBeTwoGpus) {
  const cantus::testing::EnvironmentVariable devices("CANTUS_EMULATED_DEVICES", "2");
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(count, 2);
  EXPECT_EQ(cudaSetDevice(1), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(0), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(2), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidDevice);
}

TEST(FakeDevice, CanBeAbsent) {
  const Fault fault("no_device");
  int count = 7, driver = 7;
  void* memory = nullptr;
  cudaStream_t stream = nullptr;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorNoDevice);
  EXPECT_EQ(count, 7);
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_EQ(driver, 0);
  EXPECT_EQ(cudaMalloc(&memory, 1), cudaErrorNoDevice);
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaErrorNoDevice);
  EXPECT_STREQ(cudaGetErrorName(cudaErrorNoDevice), "cudaErrorNoDevice");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorNoDevice), "no CUDA-capable device is detected");
}

TEST(FakeDevice, CanHaveAnOldDriver) {
  const Fault fault("old_driver");
  int count = 0, driver = 0, runtime = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaErrorInsufficientDriver);
  EXPECT_EQ(cudaDriverGetVersion(&driver), cudaSuccess);
  EXPECT_EQ(cudaRuntimeGetVersion(&runtime), cudaSuccess);
  EXPECT_LT(driver, runtime);
}

}  // namespace
