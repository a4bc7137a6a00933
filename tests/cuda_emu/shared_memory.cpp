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
constexpr std::size_t kDynamicAlignment = 16;
constexpr std::size_t kMaxArrays = 256;
constexpr std::size_t kMaxStaticBytes = 48 * 1024;
constexpr int kPoison = 0xff;  // NaN as a float, a double or a bfloat16; -1 as an integer

}  // namespace

SharedMemory::SharedMemory() {
  arrays_.reserve(kMaxArrays);  // must not move: a race detector does not know the threads' turns
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

void SharedMemory::start_block(std::size_t dynamic_bytes, std::size_t most_bytes) {
  if (used_ != 0) {
    unpoison(memory_, used_ + kRedZone);
    std::memset(memory_, kPoison, used_ + kRedZone);
    poison(memory_, used_ + kRedZone);
  }
  used_ = asked_ = static_bytes_ = 0;
  most_bytes_ = most_bytes;
  arrays_.clear();
  dynamic_ = carve(dynamic_bytes, kDynamicAlignment);
  arrays_.push_back({nullptr, "of the launch", dynamic_, dynamic_ + dynamic_bytes});
}

void* SharedMemory::array(const void* site, const char* name, std::size_t bytes,
                          std::size_t alignment) {
  for (const Array& array : arrays_)
    if (array.site == site) return array.memory;
  const bool fits = static_bytes_ + bytes <= kMaxStaticBytes && asked_ + bytes <= most_bytes_ &&
                    arrays_.size() < kMaxArrays;
  if (!fits) return nullptr;
  static_bytes_ += bytes;
  char* memory = carve(bytes, alignment);
  arrays_.push_back({site, name, memory, memory + bytes});
  return memory;
}

// Red zones must still hold what start_block() filled them with.
const char* SharedMemory::written_beside() const {
  const auto is_written = [](const char* from, const char* to) {
    return std::any_of(from, to, [](char byte) { return byte != static_cast<char>(kPoison); });
  };
  const char* end = memory_;
  for (const Array& array : arrays_) {
    if (is_written(end, array.memory) || is_written(array.end, array.end + kRedZone))
      return array.name;
    end = array.end;
  }
  return nullptr;
}

// Aligns to a multiple of the alignment that is not a multiple of twice the alignment.
char* SharedMemory::carve(std::size_t bytes, std::size_t alignment) {
  used_ = (used_ + kRedZone + 2 * alignment - 1) / (2 * alignment) * (2 * alignment) + alignment;
  char* memory = memory_ + used_;
  used_ += bytes;
  asked_ += bytes;
  unpoison(memory, bytes);
  return memory;
}

}  // namespace cuda_emulator
