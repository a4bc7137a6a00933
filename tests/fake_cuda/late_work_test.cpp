#include <fake_cuda/streams.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/environment_variable.h"

namespace {

struct LateStreams : ::testing::Test {
  LateStreams() {
    const cantus::testing::EnvironmentVariable late("CANTUS_EMULATED_STREAMS", "late");
    EXPECT_EQ(cudaStreamCreateWithFlags(&first, cudaStreamNonBlocking), cudaSuccess);
    EXPECT_EQ(cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking), cudaSuccess);
    EXPECT_EQ(cudaEventCreate(&event), cudaSuccess);
  }
  ~LateStreams() override {
    cudaEventDestroy(event);
    cudaStreamDestroy(first);
    cudaStreamDestroy(second);
  }
  void give(cudaStream_t stream, char name) {
    EXPECT_EQ(fake_cuda::run_or_record(stream, [this, name] { done += name; }), cudaSuccess);
  }

  cudaStream_t first = nullptr, second = nullptr;
  cudaEvent_t event = nullptr;
  std::string done;
};

TEST_F(LateStreams, DoNothingBeforeTheyAreWaitedFor) {
  give(first, 'a');
  give(second, 'b');
  EXPECT_EQ(done, "");
  EXPECT_EQ(cudaStreamQuery(first), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamSynchronize(second), cudaSuccess);
  EXPECT_EQ(done, "b");
  EXPECT_EQ(cudaDeviceSynchronize(), cudaSuccess);
  EXPECT_EQ(done, "ba");
  EXPECT_EQ(cudaStreamQuery(first), cudaSuccess);
}

TEST_F(LateStreams, AreWaitedForUpToAnEvent) {
  give(first, 'a');
  EXPECT_EQ(cudaEventRecord(event, first), cudaSuccess);
  give(first, 'b');
  EXPECT_EQ(cudaEventQuery(event), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamWaitEvent(second, event), cudaSuccess);
  give(second, 'c');
  EXPECT_EQ(done, "");
  EXPECT_EQ(cudaStreamSynchronize(second), cudaSuccess);
  EXPECT_EQ(done, "ac");
  EXPECT_EQ(cudaEventQuery(event), cudaSuccess);
}

TEST_F(LateStreams, ReadPinnedMemoryWhenTheyRunAndOtherMemoryAtOnce) {
  int *device = nullptr, *pinned = nullptr;
  ASSERT_EQ(cudaMalloc(&device, 2 * sizeof(int)), cudaSuccess);
  ASSERT_EQ(cudaMallocHost(&pinned, sizeof(int)), cudaSuccess);
  int pageable = 1;
  *pinned = 1;
  EXPECT_EQ(cudaMemcpyAsync(device, pinned, sizeof(int), cudaMemcpyDefault, first), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(device + 1, &pageable, sizeof(int), cudaMemcpyDefault, first),
            cudaSuccess);
  *pinned = pageable = 2;  // too early for the first copy
  int read[2] = {};
  EXPECT_EQ(cudaMemcpyAsync(read, device, sizeof read, cudaMemcpyDefault, first), cudaSuccess);
  EXPECT_EQ(read[0], 2);
  EXPECT_EQ(read[1], 1);
  EXPECT_EQ(cudaFree(device), cudaSuccess);
  EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
}

}  // namespace
