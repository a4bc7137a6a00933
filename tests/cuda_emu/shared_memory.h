#pragma once

#include <cstddef>
#include <vector>

namespace cuda_emulator {

// The shared memory of a block: filled with NaN bits before the block starts, with a red zone
// around every array, which AddressSanitizer guards.
class SharedMemory {
 public:
  static constexpr std::size_t kMaxStaticBytes = 48 * 1024;
  static constexpr std::size_t kMaxBytes = 227 * 1024;  // compute capability 9.0

  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  void start_block(std::size_t dynamic_bytes);
  // The array declared at `site`; made at its first use in the block. Null when it does not fit.
  void* array(const void* site, std::size_t bytes, std::size_t alignment);
  void* dynamic() const { return dynamic_; }

 private:
  struct Array {
    const void* site;
    void* memory;
  };

  void* carve(std::size_t bytes, std::size_t alignment);

  char* memory_;
  std::size_t used_ = 0;   // with the red zones
  std::size_t asked_ = 0;  // without
  std::size_t static_bytes_ = 0;
  void* dynamic_ = nullptr;
  std::vector<Array> arrays_;
};

}  // namespace cuda_emulator
