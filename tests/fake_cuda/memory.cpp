#include "tests/fake_cuda/memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>

#include "tests/cuda_emu/sanitizers.h"
#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

constexpr std::size_t kAlignment = 256;  // as in cudaMalloc
constexpr std::size_t kPage = 4096;
constexpr int kPoison = 0xff;  // NaN as a float, a double or a bfloat16

struct Allocation {
  std::size_t bytes;
  Place place;
};

struct Heap {
  std::mutex mutex;
  std::map<const char*, Allocation> allocations;
  std::size_t device_bytes = 0;
  int num_accesses = 0;  // DeviceAccess objects that live now
};

Heap& heap() {
  static Heap all;
  return all;
}

std::size_t whole_pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

// Device memory has pages of its own, so that they can be protected. Under AddressSanitizer it
// comes from the C library instead, so that overruns and leaks are reported; poisoning protects it.
void* take(std::size_t bytes, Place place) {
  void* memory = nullptr;
  const std::size_t alignment = cuda_emulator::address_sanitizer() ? kAlignment : kPage;
  const std::size_t padded = cuda_emulator::address_sanitizer() ? bytes : whole_pages(bytes);
  if (place != Place::kDevice)
    return posix_memalign(&memory, kAlignment, bytes) == 0 ? memory : nullptr;
  return posix_memalign(&memory, alignment, padded) == 0 ? memory : nullptr;
}

bool stays_open() {
  static const bool is_asked = [] {
    const char* text = std::getenv("CANTUS_EMULATED_MEMORY");
    return text != nullptr && std::strcmp(text, "open") == 0;
  }();
  return is_asked;
}

void set_open(const char* memory, const Allocation& allocation, bool open) {
  if (allocation.place != Place::kDevice || stays_open()) return;
  if (!cuda_emulator::address_sanitizer())
    mprotect(const_cast<char*>(memory), whole_pages(allocation.bytes),
             open ? PROT_READ | PROT_WRITE : PROT_NONE);
  else if (open)
    cuda_emulator::unpoison(memory, allocation.bytes);
  else
    cuda_emulator::poison(memory, allocation.bytes);
}

cudaError_t allocate(void** memory, std::size_t bytes, Place place) {
  if (memory == nullptr) return fail(cudaErrorInvalidValue);
  *memory = nullptr;
  if (const cudaError_t error = machine_error()) return fail(error);
  if (bytes == 0) return cudaSuccess;
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const std::size_t total = device_memory_bytes();
  if (place == Place::kDevice && (bytes > total || all.device_bytes > total - bytes))
    return fail(cudaErrorMemoryAllocation);
  *memory = take(bytes, place);
  if (*memory == nullptr) return fail(cudaErrorMemoryAllocation);
  std::memset(*memory, kPoison, bytes);
  const Allocation allocation{bytes, place};
  all.allocations[static_cast<const char*>(*memory)] = allocation;
  set_open(static_cast<const char*>(*memory), allocation, all.num_accesses > 0);
  if (place == Place::kDevice) all.device_bytes += bytes;
  return cudaSuccess;
}

cudaError_t release(void* memory, bool from_device) {
  if (memory == nullptr) return cudaSuccess;
  run_all_late_work();  // cudaFree waits for the device
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  const auto found = all.allocations.find(static_cast<const char*>(memory));
  if (found == all.allocations.end() || (found->second.place == Place::kDevice) != from_device)
    return fail(cudaErrorInvalidValue);
  set_open(found->first, found->second, true);
  std::memset(memory, kPoison, found->second.bytes);
  if (from_device) all.device_bytes -= found->second.bytes;
  all.allocations.erase(found);
  std::free(memory);
  return cudaSuccess;
}

}  // namespace

DeviceAccess::DeviceAccess() {
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  if (all.num_accesses++ > 0) return;
  for (const auto& [memory, allocation] : all.allocations) set_open(memory, allocation, true);
}

DeviceAccess::~DeviceAccess() {
  Heap& all = heap();
  const std::lock_guard<std::mutex> lock(all.mutex);
  if (--all.num_accesses > 0) return;
  for (const auto& [memory, allocation] : all.allocations) set_open(memory, allocation, false);
}

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

cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  if (fake_cuda::call_is_faulty("cudaMallocHost")) return fail(cudaErrorMemoryAllocation);
  return fake_cuda::allocate(memory, bytes, Place::kPinned);
}

cudaError_t cudaFree(void* memory) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::release(memory, true);
}

cudaError_t cudaFreeHost(void* memory) {
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  return fake_cuda::release(memory, false);
}
