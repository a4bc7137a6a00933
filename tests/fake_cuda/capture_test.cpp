#include <fake_cuda/streams.h>
#include <gtest/gtest.h>

#include <string>

#include "kernels/core/gpu.h"

namespace {

struct Stream {
  cudaStream_t handle = nullptr;
  Stream() { EXPECT_EQ(cudaStreamCreateWithFlags(&handle, cudaStreamNonBlocking), cudaSuccess); }
  ~Stream() { EXPECT_EQ(cudaStreamDestroy(handle), cudaSuccess); }
};

struct Event {
  cudaEvent_t handle = nullptr;
  Event() { EXPECT_EQ(cudaEventCreate(&handle), cudaSuccess); }
  ~Event() { EXPECT_EQ(cudaEventDestroy(handle), cudaSuccess); }
};

cudaError_t begin(const Stream& stream) {
  return cudaStreamBeginCapture(stream.handle, cudaStreamCaptureModeThreadLocal);
}

// Ends a capture; the end must fail.
cudaError_t end(const Stream& stream) {
  cudaGraph_t graph = nullptr;
  const cudaError_t error = cudaStreamEndCapture(stream.handle, &graph);
  EXPECT_EQ(graph, nullptr);
  cudaGetLastError();
  return error;
}

__global__ void add_kernel(int* x, int step) { x[threadIdx.x] += step; }

TEST(FakeStreams, RunWorkAtOnce) {
  Stream stream;
  std::string done;
  EXPECT_EQ(fake_cuda::run_or_record(stream.handle, [&] { done += "a"; }), cudaSuccess);
  EXPECT_EQ(fake_cuda::run_or_record(nullptr, [&] { done += "b"; }), cudaSuccess);
  EXPECT_EQ(done, "ab");
  EXPECT_EQ(cudaStreamSynchronize(stream.handle), cudaSuccess);
}

TEST(FakeStreams, AreKnownByTheirHandles) {
  int not_a_stream = 0;
  const auto handle = reinterpret_cast<cudaStream_t>(&not_a_stream);
  EXPECT_EQ(cudaStreamSynchronize(handle), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(fake_cuda::run_or_record(handle, [] {}), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidResourceHandle);
}

TEST(FakeCapture, RecordsNowAndRunsAtEveryLaunch) {
  Stream stream;
  int* x = nullptr;
  int host[4] = {};
  ASSERT_EQ(cudaMalloc(&x, sizeof host), cudaSuccess);
  ASSERT_EQ(cudaMemset(x, 0, sizeof host), cudaSuccess);
  std::string done;

  ASSERT_EQ(begin(stream), cudaSuccess);
  cantus::gpu::launch(add_kernel, 1, 4, 0, stream.handle, x, 5);
  EXPECT_EQ(cudaMemcpyAsync(host, x, sizeof host, cudaMemcpyDeviceToHost, stream.handle),
            cudaSuccess);
  EXPECT_EQ(fake_cuda::run_or_record(stream.handle, [&] { done += "x"; }), cudaSuccess);
  cudaStreamCaptureStatus status;
  EXPECT_EQ(cudaStreamIsCapturing(stream.handle, &status), cudaSuccess);
  EXPECT_EQ(status, cudaStreamCaptureStatusActive);
  cudaGraph_t graph = nullptr;
  ASSERT_EQ(cudaStreamEndCapture(stream.handle, &graph), cudaSuccess);
  EXPECT_EQ(host[0], 0);
  EXPECT_EQ(done, "");

  std::size_t num_nodes = 0;
  EXPECT_EQ(cudaGraphGetNodes(graph, nullptr, &num_nodes), cudaSuccess);
  EXPECT_EQ(num_nodes, 3u);
  cudaGraphExec_t executable = nullptr;
  ASSERT_EQ(cudaGraphInstantiate(&executable, graph), cudaSuccess);
  EXPECT_EQ(cudaGraphDestroy(graph), cudaSuccess);
  for (int times = 1; times <= 3; ++times) {
    EXPECT_EQ(cudaGraphLaunch(executable, stream.handle), cudaSuccess);
    EXPECT_EQ(host[3], 5 * times);
  }
  EXPECT_EQ(done, "xxx");
  EXPECT_EQ(cudaGraphExecDestroy(executable), cudaSuccess);
  EXPECT_EQ(cudaFree(x), cudaSuccess);
}

TEST(FakeCapture, IsSpoiltByCallsThatWaitOrAllocate) {
  Stream stream;
  void* memory = nullptr;
  char byte = 0;
  const auto spoils = [&](auto call, cudaError_t expected) {
    EXPECT_EQ(begin(stream), cudaSuccess);
    EXPECT_EQ(call(), expected);
    EXPECT_EQ(cudaGetLastError(), expected);
    EXPECT_EQ(fake_cuda::run_or_record(stream.handle, [] {}), cudaErrorStreamCaptureInvalidated);
    EXPECT_EQ(end(stream), cudaErrorStreamCaptureInvalidated);
  };
  spoils([&] { return cudaMalloc(&memory, 1); }, cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaFree(nullptr); }, cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaMallocHost(&memory, 1); }, cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaStreamSynchronize(stream.handle); }, cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaDeviceSynchronize(); }, cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaMemcpy(&byte, &byte, 1, cudaMemcpyDefault); },
         cudaErrorStreamCaptureUnsupported);
  spoils([&] { return cudaMemcpyAsync(&byte, &byte, 1, cudaMemcpyDefault, nullptr); },
         cudaErrorStreamCaptureImplicit);
}

TEST(FakeCapture, IsNotTheDefaultStreams) {
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal),
            cudaErrorStreamCaptureUnsupported);
  Stream stream;
  EXPECT_EQ(end(stream), cudaErrorIllegalState);
}

TEST(FakeCapture, TakesInStreamsThatForkAndJoin) {
  Stream first, second;
  Event fork, join;
  std::string done;
  ASSERT_EQ(begin(first), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(fork.handle, first.handle), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(second.handle, fork.handle), cudaSuccess);
  EXPECT_EQ(fake_cuda::run_or_record(second.handle, [&] { done += "2"; }), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(fork.handle), cudaErrorCapturedEvent);
  EXPECT_EQ(cudaEventRecord(join.handle, second.handle), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(first.handle, join.handle), cudaSuccess);
  EXPECT_EQ(done, "");
  cudaGraph_t graph = nullptr;
  EXPECT_EQ(cudaStreamEndCapture(first.handle, &graph), cudaSuccess);
  cudaGraphDestroy(graph);
  EXPECT_EQ(fake_cuda::run_or_record(second.handle, [&] { done += "now"; }), cudaSuccess);
  EXPECT_EQ(done, "now");
}

TEST(FakeCapture, MustJoinWhatForked) {
  Stream first, second;
  Event fork, join, foreign;
  ASSERT_EQ(begin(first), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(fork.handle, first.handle), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(second.handle, fork.handle), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(join.handle, second.handle), cudaSuccess);
  EXPECT_EQ(fake_cuda::run_or_record(second.handle, [] {}), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(first.handle, join.handle), cudaSuccess);
  EXPECT_EQ(end(second), cudaErrorStreamCaptureUnmatched);
  EXPECT_EQ(end(first), cudaErrorStreamCaptureUnjoined);

  EXPECT_EQ(cudaEventRecord(foreign.handle, second.handle), cudaSuccess);
  ASSERT_EQ(begin(first), cudaSuccess);
  EXPECT_EQ(cudaStreamWaitEvent(first.handle, foreign.handle), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(end(first), cudaErrorStreamCaptureInvalidated);
}

TEST(FakeEvents, TakeTheTime) {
  Stream stream;
  Event start, stop;
  float milliseconds = -1;
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start.handle, stop.handle),
            cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaEventRecord(start.handle, stream.handle), cudaSuccess);
  EXPECT_EQ(cudaEventRecord(stop.handle, stream.handle), cudaSuccess);
  EXPECT_EQ(cudaEventSynchronize(stop.handle), cudaSuccess);
  EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start.handle, stop.handle), cudaSuccess);
  EXPECT_GE(milliseconds, 0.0f);
}

}  // namespace
