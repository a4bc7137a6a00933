#pragma once

#include <cstddef>
#include <memory>

#include "kernels/core/queue.h"

namespace cantus {

// Owns zero-filled memory on a queue's device, aligned to 64 bytes. Move-only.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Queue& queue, std::size_t bytes);

  std::size_t size_bytes() const { return bytes_; }
  std::byte* data() { return memory_.get(); }
  const std::byte* data() const { return memory_.get(); }
  float* floats() { return reinterpret_cast<float*>(memory_.get()); }
  const float* floats() const { return reinterpret_cast<const float*>(memory_.get()); }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::size_t bytes_ = 0;
  std::unique_ptr<std::byte, Free> memory_;
};

}  // namespace cantus
