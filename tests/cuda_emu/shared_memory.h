#pragma once

#include <cstddef>
#include <vector>

namespace cuda_emulator {

// The shared memory of a block: filled with NaN bits before the block starts, with a red zone
// around every array. AddressSanitizer guards the zone except for bytes in the same eight-byte
// granule as the beginning of the array. An array is aligned for its type and no more: a kernel
// that reads it as a wider type must align it.
class SharedMemory {
 public:
  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  // most_bytes: the limit for arrays and dynamic memory together.
  void start_block(std::size_t dynamic_bytes, std::size_t most_bytes);
  // The array declared at `site`, created at its first use in the block. Null if it does not fit.
  void* array(const void* site, const char* name, std::size_t bytes, std::size_t alignment);
  void* dynamic() const { return dynamic_; }
  // The name of the array beside which a thread wrote; null if there is none.
  const char* written_beside() const;

 private:
  struct Array {
    const void* site;
    const char* name;
    char *memory, *end;
  };

  char* carve(std::size_t bytes, std::size_t alignment);

  char* memory_;
  std::size_t used_ = 0;   // including red zones
  std::size_t asked_ = 0;  // without red zones
  std::size_t static_bytes_ = 0, most_bytes_ = 0;
  char* dynamic_ = nullptr;
  std::vector<Array> arrays_;
};

}  // namespace cuda_emulator
