#include "tests/cuda_emu/shared_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {
namespace {

constexpr std::size_t kRedZone = 64;
constexpr std::size_t kMapped = 512 * 1024;
constexpr std::size_t kMinAlignment = 16;
constexpr std::size_t kMaxArrays = 256;
constexpr int kPoison = 0xff;  // NaN as a float, a double or a bfloat16; -1 as an integer

}  // namespace

SharedMemory::SharedMemory() {
  arrays_.reserve(kMaxArrays);  // never moves: a race detector would not know the threads' turns
  void* memory = mmap(nullptr, kMapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  memory_ = static_cast<char*>(memory);
  std::memset(memory_, kPoison, kMapped);
  poison(memory_, kMapped);
}

SharedMemory::~SharedMemory() {
  unpoison(memory_, kMapped);
  munmap(memory_, kMapped);
}

void SharedMemory::start_block(std::size_t dynamic_bytes) {
  if (used_ != 0) {
    unpoison(memory_, used_);
    std::memset(memory_, kPoison, used_);
    poison(memory_, used_);
  }
  used_ = asked_ = static_bytes_ = 0;
  arrays_.clear();
  dynamic_ = carve(dynamic_bytes, kMinAlignment);
}

void* SharedMemory::array(const void* site, std::size_t bytes, std::size_t alignment) {
  for (const Array& array : arrays_)
    if (array.site == site) return array.memory;
  const bool fits = static_bytes_ + bytes <= kMaxStaticBytes && asked_ + bytes <= kMaxBytes &&
                    arrays_.size() < kMaxArrays;
  if (!fits) return nullptr;
  static_bytes_ += bytes;
  void* memory = carve(bytes, std::max(alignment, kMinAlignment));
  arrays_.push_back({site, memory});
  return memory;
}

void* SharedMemory::carve(std::size_t bytes, std::size_t alignment) {
  used_ = (used_ + kRedZone + alignment - 1) / alignment * alignment;
  char* memory = memory_ + used_;
  used_ += bytes;
  asked_ += bytes;
  unpoison(memory, bytes);
  return memory;
}

}  // namespace cuda_emulator
