#pragma once

#include <cuda_runtime_api.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/fake_cuda/late_work.h"

// What stands behind CUDA's handles.
namespace fake_cuda {

using Work = std::vector<std::function<void()>>;

// A capture in progress: what the streams that take part in it were given, in that order, which is
// one of the orders that its graph permits.
struct Capture {
  cudaStream_t origin;
  cudaStreamCaptureMode mode;
  std::thread::id thread;
  Work work;
  bool is_invalid = false;
  bool has_ended = false;
  // Of streams that forked off by an event: what each was given, and whether the origin waited for
  // the last of it.
  struct Branch {
    std::size_t num_works = 0;
    bool is_joined = false;
  };
  std::map<cudaStream_t, Branch> branches;
};

// Sets the thread's last error and returns it.
cudaError_t fail(cudaError_t error);

// cudaSuccess, or the error of a machine on which nothing can run (CANTUS_EMULATED_FAULT).
cudaError_t machine_error();

// The calling thread's, the first unless it said otherwise.
int current_device();

// True when CANTUS_EMULATED_FAULT=no_code wants a GPU that no kernel was built for.
bool lacks_code();

// True when this launch is the one that CANTUS_EMULATED_FAULT=launch:N wants to fail.
bool launch_is_faulty();

// True when CANTUS_EMULATED_FAULT=call:NAME wants calls of that name to fail.
bool call_is_faulty(const char* name);

// Calls that wait or allocate spoil a capture that is under way. cudaSuccess when there is none.
cudaError_t spoil_captures();

bool stream_exists(cudaStream_t stream);

}  // namespace fake_cuda

struct CUstream_st {
  unsigned flags;
  std::shared_ptr<fake_cuda::Capture> capture{};
  std::shared_ptr<fake_cuda::LateWork> late{};
  int device = 0;
};

struct CUevent_st {
  unsigned flags;
  bool is_recorded = false;
  std::chrono::steady_clock::time_point time{};
  // Recorded in a capture: where in it.
  std::shared_ptr<fake_cuda::Capture> capture{};
  cudaStream_t stream = nullptr;
  std::size_t num_works = 0;
  // Recorded on a stream whose work runs late: its place there.
  std::shared_ptr<fake_cuda::LateWork> late{};
  std::uint64_t place = 0;
};

struct CUgraph_st {
  std::shared_ptr<fake_cuda::Work> work;
};

struct CUgraphExec_st {
  std::shared_ptr<fake_cuda::Work> work;
};
