#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace cantus {

// Work that was recorded once and runs again and again: a CUDA graph on a GPU.
class RecordedWork {
 public:
  virtual ~RecordedWork() = default;
  virtual void run() = 0;
};

// A mark in a stream's order of work.
class StreamMark {
 public:
  virtual ~StreamMark() = default;
  // Sets the mark after all work that its stream was given so far; it may be set again.
  virtual void set() = 0;
  // Returns when the work before the mark is done; at once if the mark was never set.
  virtual void wait() = 0;
};

// What a device does for a queue: memory, and work in order. On the CPU all work is done when a
// call returns; on a GPU calls return at once, and copies and kernels run one after another.
class Stream {
 public:
  virtual ~Stream() = default;

  // The cudaStream_t of a GPU; null on the CPU.
  virtual void* handle() const = 0;
  // Whether the host reads and writes the device's memory itself.
  virtual bool is_host() const = 0;

  // The bytes that allocate() could still give; the largest number where that is unknown.
  virtual std::size_t free_bytes() const = 0;
  // Device memory, aligned to at least 64 bytes and filled with zeros. Throws OutOfMemory, which
  // says what was asked for and what is free; std::bad_alloc for the host's memory.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) = 0;
  // Page-locked host memory, which copies read and write without the host.
  virtual void* allocate_pinned(std::size_t bytes) = 0;
  virtual void release_pinned(void* memory) = 0;

  // Either side may be host or device memory. Host memory must stay unchanged until synchronize()
  // returns, or a mark after the copy is reached.
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  // Returns when all work so far is done. Throws what went wrong in that work.
  virtual void synchronize() = 0;

  virtual std::unique_ptr<StreamMark> make_mark() = 0;
  // Work given to this stream from now on begins only when the work before the mark is done; the
  // mark may be of any stream of the device.
  virtual void begin_after(StreamMark& mark) = 0;
  // A second stream of the same device, which runs beside this one.
  virtual std::unique_ptr<Stream> make_sibling() const = 0;

  // Records what `work` launches without running it.
  virtual std::unique_ptr<RecordedWork> record(const std::function<void()>& work) = 0;
};

// The CPU's stream.
std::unique_ptr<Stream> make_host_stream();

}  // namespace cantus
