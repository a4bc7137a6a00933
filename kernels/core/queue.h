#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "kernels/core/device.h"
#include "kernels/core/stream.h"

namespace cantus {

struct LibraryHandles;  // kernels/core/library_handles.h: seen by library kernels only

// How far a GPU's tensor is from the CPU's, as a part of its largest value.
struct DeviceDifference {
  std::string tensor;
  double relative = 0;
};

// CPU threads where nobody says how many: one for each core that the process may run on, or fewer
// where OpenMP's own settings say so (OMP_NUM_THREADS, OMP_THREAD_LIMIT).
int default_num_threads();

// An ordered stream of work on one device, with what kernels need to run there: threads, library
// handles and scratch memory. The first argument of every kernel, never global, one thread's at a
// time.
//
// What all kernels have in common, and no contract says again:
// - Every pointer to an array is into the memory of the queue's device, unless the contract says
//   otherwise; shapes, settings and plans are the host's.
// - A call may return before its work is done. Work is done in the order of the calls; the host
//   reads what it left, and frees what it reads, behind synchronize().
// - Without rows (samples, frames) a kernel does nothing, or sums to 0, unless it requires one.
// - The arrays of a call must not overlap, unless allowed: "y may be x" is the very same array.
// - Where there is an x_scratch_bytes, it is asked while planning, on the same queue and for the
//   same shape, then reserve_scratch() is called with the largest answer, then the kernel, as often
//   as wanted. A kernel that finds less, or nothing made ready, throws Error(kSoftware): it never
//   allocates. The plans of transforms (FftPlan, StftPlan) reserve theirs themselves when made.
// - Broken requirements, as far as they are looked at, are Error(kSoftware).
class Queue {
 public:
  // num_threads: CPU threads of every kernel on this queue; 0: default_num_threads(). Throws
  // Error(kUnavailable) when the device is not there.
  explicit Queue(Device device = {}, int num_threads = 0);
  ~Queue();
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  Device device() const { return device_; }
  int num_threads() const { return num_threads_; }
  // The CUDA stream (cudaStream_t) of a queue on a GPU; null on the CPU.
  void* stream() const { return stream_->handle(); }
  // Memory, copies, recording.
  Stream& memory() const { return *stream_; }
  // oneDNN takes its threads from OpenMP, which knows one number for each calling thread, whatever
  // its queues: to be called before each of its calls.
  void lend_threads() const;
  // The CPU's libraries, which have this queue's threads until another lends its own. Not on a GPU,
  // where the module keeps them.
  LibraryHandles& library();

  void synchronize() { stream_->synchronize(); }

  // Of a checked device: the CPU's queue that computes beside it, null elsewhere; and the largest
  // difference between the two so far.
  Queue* cpu() { return cpu_.get(); }
  void note_difference(const DeviceDifference& found) {
    if (worst_.tensor.empty() || !(found.relative <= worst_.relative)) worst_ = found;
  }
  const DeviceDifference& worst_difference() const { return worst_; }

  // Makes at least `bytes` of scratch available; where there is no memory for more, there is as
  // much as before. Called while planning, never by kernels. Errors: those of Stream::allocate.
  void reserve_scratch(std::size_t bytes);

  // The queue's scratch in the device's memory, 64-byte aligned, valid until the calling kernel
  // returns. Throws Error(kSoftware) when more is asked for than was reserved: kernels do not
  // allocate.
  void* scratch(std::size_t bytes);
  // Counts the times that the scratch moved: recorded work that knew the old place is void.
  int scratch_moves() const { return scratch_moves_; }

 private:
  void replace_scratch(std::size_t bytes);

  Device device_;
  int num_threads_;
  std::unique_ptr<LibraryHandles> library_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Queue> cpu_;
  DeviceDifference worst_;
  std::size_t scratch_bytes_ = 0;
  int scratch_moves_ = 0;
  void* scratch_ = nullptr;
};

}  // namespace cantus
