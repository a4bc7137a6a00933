#include "tests/fake_cuda/memory.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

constexpr std::size_t kAlignment = 256;  // as cudaMalloc's
constexpr int kPoison = 0xff;            // NaN as a float, a double or a bfloat16

struct Allocation {
  std::size_t bytes;
  Place place;
};

struct Heap {
  std::mutex mutex;
  std::map<const char*, Allocation> allocations;
  std::size_t device_bytes = 0;
};

Heap& heap() {
  static Heap all;
  return all;
}

bool on_device(Place place) { return place == Place::kDevice || place == Place::kManaged; }

cudaError_t allocate(void** memory, std::size_t bytes, Place place) {
  if (memory == nullptr) return fail(cudaErrorInvalidValue);
  *memory = nullptr;
  if (const cudaError_t error = machine_error()) return fail(error);
  if (bytes == 0) return cudaSuccess;
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const std::size_t total = device_memory_bytes();
  if (on_device(place) && (bytes > total || all.device_bytes > total - bytes))
    return fail(cudaErrorMemoryAllocation);
  // From the C library, so that AddressSanitizer guards its ends and reports what is never freed.
  if (posix_memalign(memory, kAlignment, bytes) != 0) return fail(cudaErrorMemoryAllocation);
  std::memset(*memory, kPoison, bytes);
  all.allocations[static_cast<const char*>(*memory)] = {bytes, place};
  if (on_device(place)) all.device_bytes += bytes;
  return cudaSuccess;
}

cudaError_t release(void* memory, bool from_device) {
  if (memory == nullptr) return cudaSuccess;
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const auto found = all.allocations.find(static_cast<const char*>(memory));
  if (found == all.allocations.end() || on_device(found->second.place) != from_device)
    return fail(cudaErrorInvalidValue);
  std::memset(memory, kPoison, found->second.bytes);
  if (from_device) all.device_bytes -= found->second.bytes;
  all.allocations.erase(found);
  std::free(memory);
  return cudaSuccess;
}

// Allocations in stream order. Captured, they would become part of the graph: no step of ours
// allocates, so that this is an error here.
cudaError_t check_stream(cudaStream_t stream) {
  if (!stream_exists(stream)) return fail(cudaErrorInvalidResourceHandle);
  if (stream == nullptr || stream->capture == nullptr) return cudaSuccess;
  stream->capture->is_invalid = true;
  return fail(cudaErrorStreamCaptureUnsupported);
}

}  // namespace

std::size_t device_memory_bytes() {
  const char* text = std::getenv("CANTUS_EMULATED_MEMORY_BYTES");
  return text == nullptr ? std::size_t{4} << 30 : std::strtoull(text, nullptr, 10);
}

Range range_at(const void* pointer) {
  Heap& all = heap();
  const auto at = static_cast<const char*>(pointer);
  const std::lock_guard<std::mutex> lock(all.mutex);
  auto next = all.allocations.upper_bound(at);
  if (next == all.allocations.begin()) return {};
  const auto& [first, allocation] = *--next;
  if (at >= first + allocation.bytes) return {};
  return {allocation.place, static_cast<std::size_t>(first + allocation.bytes - at)};
}

}  // namespace fake_cuda

using fake_cuda::fail;
using fake_cuda::Place;

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  if (const cudaError_t error = fake_cuda::machine_error()) return fail(error);
  const std::lock_guard<std::mutex> lock(fake_cuda::heap().mutex);
  const std::size_t used = fake_cuda::heap().device_bytes;
  *total = fake_cuda::device_memory_bytes();
  *free = *total > used ? *total - used : 0;
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::allocate(memory, bytes, Place::kDevice);
}

cudaError_t cudaMallocAsync(void** memory, std::size_t bytes, cudaStream_t stream) {
  if (const cudaError_t error = fake_cuda::check_stream(stream)) return error;
  return fake_cuda::allocate(memory, bytes, Place::kDevice);
}

cudaError_t cudaMallocManaged(void** memory, std::size_t bytes, unsigned) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::allocate(memory, bytes, Place::kManaged);
}

cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::allocate(memory, bytes, Place::kPinned);
}

cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned) {
  return cudaMallocHost(memory, bytes);
}

cudaError_t cudaFree(void* memory) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::release(memory, true);
}

cudaError_t cudaFreeAsync(void* memory, cudaStream_t stream) {
  if (const cudaError_t error = fake_cuda::check_stream(stream)) return error;
  return fake_cuda::release(memory, true);
}

cudaError_t cudaFreeHost(void* memory) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::release(memory, false);
}
