#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "kernels/core/gpu.h"
#include "tests/cuda_emu/device_memory.h"
#include "tests/fake_cuda/state.h"
#include "tests/support/environment_variable.h"
#include "tests/support/holds.h"

namespace cuda_emulator {
namespace {

template <typename T>
__global__ void count_kernel(T* count) {
  if (threadIdx.x == 0) *count += 1;
}

// The text of the exception that launch() throws, or "".
std::string error_of(dim3 grid, dim3 block, std::size_t shared_bytes) {
  DeviceArray<float> count(std::vector<float>(1));
  try {
    cantus::gpu::launch(count_kernel<float>, grid, block, shared_bytes, nullptr, count.get());
  } catch (const cantus::Error& error) {
    EXPECT_EQ(count.values()[0], 0.0f);
    return error.what();
  }
  EXPECT_EQ(count.values()[0], static_cast<float>(grid.x * grid.y * grid.z));
  return "";
}

// Whether a launch on the stream succeeds in a thread that has set this device.
bool is_launched(int device, cudaStream_t stream) {
  DeviceArray<float> count(std::vector<float>(1));
  EXPECT_EQ(cudaSetDevice(device), cudaSuccess);
  try {
    cantus::gpu::launch(count_kernel<float>, 1, 32, 0, stream, count.get());
  } catch (const cantus::Error&) {
    return false;
  }
  return true;
}

TEST(FakeLaunches, GoToStreamsOfTheThreadsDevice) {
  const cantus::testing::EnvironmentVariable devices("CANTUS_EMULATED_DEVICES", "2");
  cudaStream_t first = nullptr, second = nullptr;
  ASSERT_EQ(cudaStreamCreate(&first), cudaSuccess);
  ASSERT_EQ(cudaSetDevice(1), cudaSuccess);
  ASSERT_EQ(cudaStreamCreate(&second), cudaSuccess);
  EXPECT_TRUE(is_launched(1, second));
  EXPECT_FALSE(is_launched(1, first));
  EXPECT_FALSE(is_launched(0, second));
  EXPECT_TRUE(is_launched(0, first));
  std::thread([&] { EXPECT_TRUE(is_launched(1, second)); }).join();
  EXPECT_TRUE(is_launched(0, first)) << "another thread's device is its own";
  cudaStreamDestroy(first);
  cudaStreamDestroy(second);
}

TEST(FakeLaunches, RefuseWhatAGpuRefuses) {
  EXPECT_EQ(error_of(2, 1024, 0), "");
  EXPECT_EQ(error_of(1, 32, 227 * 1024), "");
  EXPECT_NE(error_of(1, 1025, 0), "");
  EXPECT_NE(error_of(0, 32, 0), "");
  EXPECT_NE(error_of(1, 0, 0), "");
  EXPECT_NE(error_of(dim3(1, 65536), 32, 0), "");
  EXPECT_NE(error_of(1, dim3(1, 1, 65), 0), "");
  EXPECT_NE(error_of(1, 32, 227 * 1024 + 1), "");
}

__global__ void filling_kernel(float* out) {
  CANTUS_SHARED(float, own, [5000]);
  CANTUS_SHARED_DYNAMIC(float, row);
  own[threadIdx.x] = row[threadIdx.x] = 1;
  out[threadIdx.x] = own[threadIdx.x] + row[threadIdx.x];
}

// Static and dynamic arrays share 48 kB, or 227 kB once a kernel asks for more dynamic memory.
TEST(FakeLaunches, CountSharedMemoryOfBothKinds) {
  DeviceArray<float> out(std::size_t{32});
  const auto fill = [&](std::size_t bytes) {
    cantus::gpu::launch(filling_kernel, 1, 32, bytes, nullptr, out.get());
  };
  EXPECT_NO_THROW(fill(48 * 1024 - 20000));
  EXPECT_THROW(fill(48 * 1024 - 19996), Fault);
  EXPECT_NO_THROW(fill(227 * 1024 - 20000));
  EXPECT_THROW(fill(227 * 1024 - 19996), Fault);
}

TEST(FakeLaunches, NameTheKernelThatFailed) {
  const std::string text = error_of(3, 2000, 64);
  EXPECT_TRUE(cantus::holds(text, "count_kernel<float>"));
  EXPECT_TRUE(cantus::holds(text, "cudaErrorInvalidConfiguration"));
  EXPECT_TRUE(cantus::holds(text, "3x1x1 blocks of 2000x1x1 threads and 64 bytes"));
}

TEST(FakeLaunches, TellDefectsFromWhatTheMachineDid) {
  const auto code_of = [](cudaError_t status) {
    try {
      cantus::throw_cuda_failure(status, "here", "this");
    } catch (const cantus::Error& error) {
      return error.code();
    }
  };
  EXPECT_EQ(code_of(cudaErrorInvalidConfiguration), cantus::Exit::kSoftware);
  EXPECT_EQ(code_of(cudaErrorUnknown), cantus::Exit::kSoftware);
  EXPECT_EQ(code_of(cudaErrorMemoryAllocation), cantus::Exit::kOsError);
  EXPECT_EQ(code_of(cudaErrorIllegalAddress), cantus::Exit::kOsError);
  EXPECT_EQ(code_of(cudaErrorContained), cantus::Exit::kOsError);
}

// A library reports only that something failed, not that the GPU was lost.
TEST(FakeLaunches, TellALostGpuBehindALibrarysFailure) {
  const auto code_of_library = [](bool lacks_memory) {
    try {
      cantus::throw_library_failure(lacks_memory, "here", "this");
    } catch (const cantus::Error& error) {
      return error.code();
    }
  };
  EXPECT_EQ(code_of_library(false), cantus::Exit::kSoftware);
  EXPECT_EQ(code_of_library(true), cantus::Exit::kOsError);
  fake_cuda::fail(cudaErrorIllegalAddress);
  EXPECT_EQ(code_of_library(false), cantus::Exit::kOsError);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress) << "it stays what it was";
}

TEST(FakeLaunches, FailWhereTheEnvironmentSays) {
  const cantus::testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "launch:2");
  EXPECT_EQ(error_of(1, 32, 0), "");
  EXPECT_TRUE(cantus::holds(error_of(1, 32, 0), "cudaErrorLaunchFailure"));
  EXPECT_EQ(error_of(1, 32, 0), "");
}

}  // namespace
}  // namespace cuda_emulator
