#pragma once

#include <cstddef>
#include <vector>

namespace cuda_emulator {

// The shared memory of a block: filled with NaN bits before the block starts, with a red zone
// around every array, which AddressSanitizer guards but for what shares eight bytes with the
// array's beginning. An array has the alignment of its type and no more: what a kernel reads as
// wider types it has to align.
class SharedMemory {
 public:
  SharedMemory();
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  // most_bytes: of arrays and dynamic memory together.
  void start_block(std::size_t dynamic_bytes, std::size_t most_bytes);
  // The array declared at `site`; made at its first use in the block. Null when it does not fit.
  void* array(const void* site, const char* name, std::size_t bytes, std::size_t alignment);
  void* dynamic() const { return dynamic_; }
  // The array beside which a thread wrote; null where none did.
  const char* written_beside() const;

 private:
  struct Array {
    const void* site;
    const char* name;
    char *memory, *end;
  };

  char* carve(std::size_t bytes, std::size_t alignment);

  char* memory_;
  std::size_t used_ = 0;   // with the red zones
  std::size_t asked_ = 0;  // without
  std::size_t static_bytes_ = 0, most_bytes_ = 0;
  char* dynamic_ = nullptr;
  std::vector<Array> arrays_;
};

}  // namespace cuda_emulator
