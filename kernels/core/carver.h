#pragma once

#include <cstddef>
#include <cstdint>

namespace cantus {

// Takes a queue's scratch apart, piece behind piece, each aligned as a library's workspace is. A
// struct that is made of one says what a kernel's pieces are; made on null, how many bytes they
// take.
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
