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
  // Sets the mark behind all work that its stream was given so far; it may be set again.
  virtual void set() = 0;
  // Returns when the work before the mark is done; at once where it was never set.
  virtual void wait() = 0;
};

// What a device does for a queue: memory, and an order of work in it. On the CPU everything is done
// when the call returns; on a GPU calls return at once, and copies and kernels follow one another.
class Stream {
 public:
  virtual ~Stream() = default;

  // The cudaStream_t of a GPU; null on the CPU.
  virtual void* handle() const = 0;
  // Whether the host reads and writes the device's memory itself.
  virtual bool is_host() const = 0;

  // What allocate() could still give; the largest number where nobody knows.
  virtual std::size_t free_bytes() const = 0;
  // Device memory, aligned to 64 bytes at least and filled with zeros. Throws OutOfMemory that says
  // what was asked for and what is free, or, of the host's memory, std::bad_alloc.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) = 0;
  // Host memory that copies can read and write on their own.
  virtual void* allocate_pinned(std::size_t bytes) = 0;
  virtual void release_pinned(void* memory) = 0;

  // Either side may be of the host or of the device. Host memory must stay as it is until
  // synchronize(), or a mark behind the copy.
  virtual void copy(void* to, const void* from, std::size_t bytes) = 0;
  // Returns when all work so far is done. Throws what went wrong in it.
  virtual void synchronize() = 0;

  virtual std::unique_ptr<StreamMark> make_mark() = 0;
  // Work given to this stream from now on begins when the work before the mark, of any stream of
  // the device, is done.
  virtual void begin_after(StreamMark& mark) = 0;
  // A second order of work on the same device, that runs beside this one.
  virtual std::unique_ptr<Stream> make_sibling() const = 0;

  // Records what `work` launches without running it.
  virtual std::unique_ptr<RecordedWork> record(const std::function<void()>& work) = 0;
};

// The CPU's.
std::unique_ptr<Stream> make_host_stream();

}  // namespace cantus
