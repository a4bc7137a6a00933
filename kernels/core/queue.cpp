#include "kernels/core/queue.h"

#include <omp.h>

#include <cstdlib>
#include <new>

#include "kernels/core/error.h"
#include "kernels/core/library_handles.h"

namespace cantus {
namespace {

constexpr std::size_t kAlignment = 64;  // one cache line, one AVX-512 register

std::size_t round_up(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

void Queue::FreeAligned::operator()(void* memory) const { std::free(memory); }

Queue::Queue(Device device, int num_threads)
    : device_(device),
      num_threads_(num_threads > 0 ? num_threads : omp_get_num_procs()),
      library_(std::make_unique<LibraryHandles>()) {
  CANTUS_REQUIRE(device.kind == DeviceKind::kCpu, "this build runs queues on the CPU only");
  omp_set_num_threads(num_threads_);  // oneDNN takes its threads from here
}

Queue::~Queue() = default;

void Queue::reserve_scratch(std::size_t bytes) {
  bytes = round_up(bytes);
  if (bytes <= scratch_bytes_) return;
  scratch_.reset(std::aligned_alloc(kAlignment, bytes));
  if (!scratch_) throw std::bad_alloc();
  scratch_bytes_ = bytes;
}

void* Queue::scratch(std::size_t bytes) {
  CANTUS_REQUIRE(bytes <= scratch_bytes_, "a kernel asked for more scratch than was planned");
  return scratch_.get();
}

}  // namespace cantus
