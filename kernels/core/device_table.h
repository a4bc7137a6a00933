#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// Constants of a kernel in its queue's memory, copied there while planning. Move-only; the queue
// must outlive it.
template <typename T>
class DeviceTable {
 public:
  DeviceTable() = default;
  DeviceTable(Queue& queue, const std::vector<T>& values) {
    const std::size_t bytes = values.size() * sizeof(T);
    if (bytes == 0) return;
    Stream& stream = queue.memory();
    memory_ = {static_cast<T*>(stream.allocate(bytes)), Release{&stream}};
    stream.copy(memory_.get(), values.data(), bytes);
    stream.synchronize();
  }

  const T* data() const { return memory_.get(); }

 private:
  struct Release {
    Stream* stream = nullptr;
    void operator()(T* memory) const { stream->release(memory); }
  };
  std::unique_ptr<T, Release> memory_;
};

}  // namespace cantus
