#include <cuda_emulator/launch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "kernels/core/gpu.h"
#include "tests/cuda_emu/device_memory.h"
#include "tests/support/environment_variable.h"

namespace cuda_emulator {
namespace {

// Records the order in which threads arrive, on which this kernel depends on purpose.
__global__ void arrival_kernel(int* next, int* arrivals, int* after_barrier) {
  const int thread = blockIdx.x * blockDim.x + threadIdx.x;
  arrivals[(*next)++] = thread;
  __syncthreads();
  after_barrier[(*next)++ - gridDim.x * blockDim.x] = thread;
}

std::vector<int> arrivals_in(const char* order) {
  set_order(order);
  DeviceArray<int> next(std::vector<int>(1)), arrivals(std::size_t{40}), after(std::size_t{40});
  cantus::gpu::launch(arrival_kernel, 1, 40, 0, nullptr, next.get(), arrivals.get(), after.get());
  set_order("");
  std::vector<int> all = arrivals.values();
  const std::vector<int> rest = after.values();
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

TEST(Order, IsForwardReversedOrShuffledByASeed) {
  std::vector<int> forward(80), reversed(80);
  for (int i = 0; i < 80; ++i) {
    forward[i] = i % 40;
    reversed[i] = 39 - i % 40;
  }
  EXPECT_EQ(arrivals_in("forward"), forward);
  EXPECT_EQ(arrivals_in("reversed"), reversed);
  std::vector<int> shuffled = arrivals_in("shuffled:7");
  EXPECT_EQ(arrivals_in("shuffled:7"), shuffled);
  EXPECT_NE(arrivals_in("shuffled:8"), shuffled);
  EXPECT_NE(shuffled, forward);
  std::sort(shuffled.begin(), shuffled.begin() + 40);
  EXPECT_TRUE(std::equal(shuffled.begin(), shuffled.begin() + 40, forward.begin()));
}

TEST(Order, ComesFromTheEnvironment) {
  {
    const cantus::testing::EnvironmentVariable order("CANTUS_EMULATOR_ORDER", "reversed");
    EXPECT_EQ(arrivals_in("").front(), 39);
  }
  EXPECT_EQ(arrivals_in("").front(), 0);
}

TEST(Order, RefusesOtherWords) {
  for (const char* text : {"backward", "shuffled", "shuffled:", "shuffled:x", "shuffled:-1",
                           "shuffled:1x", "shuffled:99999999999999999999", "forward "})
    EXPECT_THROW(set_order(text), std::invalid_argument) << text;
}

__global__ void block_kernel(int* next, int* blocks) { blocks[(*next)++] = blockIdx.x; }

TEST(Order, HoldsForBlocksToo) {
  set_order("reversed");
  DeviceArray<int> next(std::vector<int>(1)), blocks(std::size_t{3});
  cantus::gpu::launch(block_kernel, 3, 1, 0, nullptr, next.get(), blocks.get());
  set_order("");
  EXPECT_EQ(blocks.values(), (std::vector<int>{2, 1, 0}));
}

TEST(Order, OfATestEndsWithItsBody) {
  EXPECT_THROW(in_every_order([] { throw std::runtime_error("in the first order"); }),
               std::runtime_error);
  const cantus::testing::EnvironmentVariable order("CANTUS_EMULATOR_ORDER", "reversed");
  DeviceArray<int> next(std::vector<int>(1)), device(std::size_t{2});
  cantus::gpu::launch(block_kernel, 2, 1, 0, nullptr, next.get(), device.get());
  EXPECT_EQ(device.values(), (std::vector<int>{1, 0}));
}

__global__ void exchange_kernel(int* x) {
  CANTUS_SHARED(int, row, [256]);
  for (int i = 0; i < 20; ++i) {
    row[threadIdx.x] = x[threadIdx.x];
    __syncthreads();
    x[threadIdx.x] = row[(threadIdx.x + 1) % blockDim.x];
    __syncthreads();
  }
}

TEST(Launches, RunOnSeveralThreadsOfTheHostAtOnce) {
  std::vector<std::thread> hosts;
  for (int host = 0; host < 4; ++host)
    hosts.emplace_back([host] {
      std::vector<int> x(256);
      for (int i = 0; i < 256; ++i) x[i] = 1000 * host + i;
      DeviceArray<int> device(x);
      cantus::gpu::launch(exchange_kernel, 1, 256, 0, nullptr, device.get());
      const std::vector<int> moved = device.values();
      for (int i = 0; i < 256; ++i) EXPECT_EQ(moved[i], 1000 * host + (i + 20) % 256);
    });
  for (std::thread& host : hosts) host.join();
}

__global__ void throwing_kernel() {
  __syncthreads();
  if (threadIdx.x == 3) throw std::runtime_error("thrown by thread 3");
  __syncthreads();
}

TEST(Launches, LetThroughWhatAThreadThrows) {
  in_every_order([] {
    EXPECT_THROW(cantus::gpu::launch(throwing_kernel, 2, 40, 0, nullptr), std::runtime_error);
  });
}

TEST(Launches, KnowTheHostFromTheDevice) { EXPECT_THROW(__syncthreads(), Fault); }

}  // namespace
}  // namespace cuda_emulator
