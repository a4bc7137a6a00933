#pragma once

#include <cstddef>
#include <memory>

#include "kernels/core/device.h"

namespace cantus {

struct LibraryHandles;  // kernels/core/library_handles.h: seen by library kernels only

// An ordered stream of work on one device, with what kernels need to run there: threads, library
// handles and scratch memory. It is the first argument of every kernel and never global.
class Queue {
 public:
  // num_threads: CPU threads of every kernel on this queue; 0 takes all cores.
  explicit Queue(Device device = {}, int num_threads = 0);
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  Device device() const { return device_; }
  int num_threads() const { return num_threads_; }
  // The CUDA stream (cudaStream_t) of a queue on a GPU; null on the CPU.
  void* stream() const { return nullptr; }
  LibraryHandles& library() { return *library_; }

  // Makes at least `bytes` of scratch available. Called while planning, never by kernels.
  void reserve_scratch(std::size_t bytes);

  // The queue's scratch, 64-byte aligned, valid until the calling kernel returns. Throws
  // Error(kSoftware) when more is asked for than was reserved: kernels do not allocate.
  void* scratch(std::size_t bytes);

 private:
  struct FreeAligned {
    void operator()(void* memory) const;
  };

  Device device_;
  int num_threads_;
  std::unique_ptr<LibraryHandles> library_;
  std::size_t scratch_bytes_ = 0;
  std::unique_ptr<void, FreeAligned> scratch_;
};

}  // namespace cantus
