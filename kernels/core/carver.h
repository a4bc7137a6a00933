#pragma once

#include <cstddef>
#include <cstdint>

namespace cantus {

// Divides a queue's scratch into consecutive pieces, each aligned as a library's workspace is. A
// kernel names its pieces in a struct that it builds from a Carver; built on null, the struct tells
// how many bytes they take.
class Carver {
 public:
  explicit Carver(void* base) : base_(reinterpret_cast<std::uintptr_t>(base)) {}

  template <typename T>
  T* take(std::int64_t count) {
    auto* piece = reinterpret_cast<T*>(base_ + bytes_);
    bytes_ += (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    return piece;
  }
  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kAlignment = 256;
  std::uintptr_t base_;
  std::size_t bytes_ = 0;
};

}  // namespace cantus
