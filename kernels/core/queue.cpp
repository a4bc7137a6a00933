#include "kernels/core/queue.h"

#include <algorithm>

#include <omp.h>

#include "kernels/core/device_module.h"
#include "kernels/core/error.h"
#include "kernels/core/library_handles.h"

namespace cantus {

int default_num_threads() {
  // Read once: lend_threads() changes what OpenMP says of this thread.
  static const int count =
      std::min({omp_get_num_procs(), omp_get_max_threads(), omp_get_thread_limit()});
  return count;
}

Queue::Queue(Device device, int num_threads)
    : device_(device), num_threads_(num_threads > 0 ? num_threads : default_num_threads()) {
  if (device.kind == DeviceKind::kCpu) {
    stream_ = make_host_stream();
    library_ = std::make_unique<LibraryHandles>();
  } else {
    const DeviceModule& module = device_module(device.kind);
    module.check(device.index);
    stream_ = module.make_stream(device.index);
    if (device.is_checked) cpu_ = std::make_unique<Queue>(Device{}, num_threads_);
  }
}

Queue::~Queue() {
  if (scratch_ != nullptr) stream_->release(scratch_);
}

void Queue::lend_threads() const { omp_set_num_threads(num_threads_); }

LibraryHandles& Queue::library() {
  lend_threads();
  return *library_;
}

void Queue::reserve_scratch(std::size_t bytes) {
  if (bytes <= scratch_bytes_) return;
  const std::size_t bytes_before = scratch_bytes_;
  stream_->synchronize();
  ++scratch_moves_;  // also where there is no memory for more
  try {
    replace_scratch(bytes);
  } catch (...) {
    if (bytes_before > 0) replace_scratch(bytes_before);
    throw;
  }
}

// Both at once may be more than there is.
void Queue::replace_scratch(std::size_t bytes) {
  if (scratch_ != nullptr) stream_->release(scratch_);
  scratch_ = nullptr;
  scratch_bytes_ = 0;
  scratch_ = stream_->allocate(bytes);
  scratch_bytes_ = bytes;
}

void* Queue::scratch(std::size_t bytes) {
  CANTUS_REQUIRE(bytes <= scratch_bytes_,
                 "a kernel needs " + std::to_string(bytes) + " bytes of scratch, and " +
                     std::to_string(scratch_bytes_) + " were reserved (Queue::reserve_scratch)");
  return scratch_;
}

}  // namespace cantus
