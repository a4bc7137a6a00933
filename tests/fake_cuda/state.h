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

// The objects that CUDA's handles point to.
namespace fake_cuda {

using Work = std::vector<std::function<void()>>;

// A capture in progress. `work` holds what all streams in it were given, in the order given, which
// is one of the orders that its graph permits.
struct Capture {
  cudaStream_t origin;
  cudaStreamCaptureMode mode;
  std::thread::id thread;
  Work work;
  bool is_invalid = false;
  bool has_ended = false;
  // A stream that was forked off by an event: how much it was given, and whether the origin has
  // waited for the last of it.
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

// The calling thread's device: the first unless the thread set another.
int current_device();

// True under CANTUS_EMULATED_FAULT=no_code: a GPU for which no kernel was built.
bool lacks_code();

// True if this is the launch that CANTUS_EMULATED_FAULT=launch:N lets fail.
bool launch_is_faulty();

// True if CANTUS_EMULATED_FAULT=call:NAME lets calls of this name fail.
bool call_is_faulty(const char* name);

// Invalidates captures in progress, as calls that wait or allocate do. cudaSuccess if none is.
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
  // If recorded in a capture: where in it.
  std::shared_ptr<fake_cuda::Capture> capture{};
  cudaStream_t stream = nullptr;
  std::size_t num_works = 0;
  // If recorded on a stream whose work runs late: the place in that work.
  std::shared_ptr<fake_cuda::LateWork> late{};
  std::uint64_t place = 0;
};

struct CUgraph_st {
  std::shared_ptr<fake_cuda::Work> work;
};

struct CUgraphExec_st {
  std::shared_ptr<fake_cuda::Work> work;
};
