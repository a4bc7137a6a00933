#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "kernels/core/queue.h"

namespace cantus {

// Owns zero-filled memory on a queue's device, aligned to 64 bytes. Move-only; the queue must
// outlive it.
class Buffer {
 public:
  Buffer() = default;
  Buffer(Queue& queue, std::size_t bytes);

  std::size_t size_bytes() const { return bytes_; }
  // A device address; the host may read and write there only on a CPU queue.
  std::byte* data() { return memory_.get(); }
  const std::byte* data() const { return memory_.get(); }
  float* floats() { return reinterpret_cast<float*>(memory_.get()); }
  const float* floats() const { return reinterpret_cast<const float*>(memory_.get()); }

  // Copies floats from, or to, the place `first`, after all work so far. Requires that they lie in
  // the buffer.
  void read(std::int64_t first, std::span<float> values) const;
  void write(std::int64_t first, std::span<const float> values);

 private:
  struct Release {
    Stream* stream;
    void operator()(std::byte* memory) const { stream->release(memory); }
  };
  std::size_t bytes_ = 0;
  std::unique_ptr<std::byte, Release> memory_;
};

// Owns host memory for asynchronous copies by a queue (page-locked on a GPU). Move-only.
class PinnedBuffer {
 public:
  PinnedBuffer() = default;
  PinnedBuffer(Queue& queue, std::size_t bytes);

  std::byte* data() { return memory_.get(); }
  const std::byte* data() const { return memory_.get(); }

 private:
  struct Release {
    Stream* stream;
    void operator()(std::byte* memory) const { stream->release_pinned(memory); }
  };
  std::unique_ptr<std::byte, Release> memory_;
};

}  // namespace cantus
