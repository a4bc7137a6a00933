#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus::testing {

// One array of a case in the memory of a queue's device, stored as floats, as bytes (a kernel's
// indices) or as bfloat16. Tests and benches always see its values as floats.
class DeviceArray {
 public:
  enum class Type { kFloat, kByte, kBfloat16 };

  DeviceArray(Queue& queue, const std::vector<float>& values, Type type = Type::kFloat);

  // Device addresses.
  float* data() const { return static_cast<float*>(memory_.get()); }
  template <typename T>
  T* as() const {
    return static_cast<T*>(memory_.get());
  }
  std::uint8_t* bytes() const { return static_cast<std::uint8_t*>(memory_.get()); }

  std::vector<float> read() const;
  float first() const;

 private:
  struct Release {
    Stream* stream;
    void operator()(void* memory) const { stream->release(memory); }
  };
  std::size_t num_bytes() const;

  std::size_t size_;
  Type type_;
  Stream* stream_;
  std::unique_ptr<void, Release> memory_;
};

using DeviceArrays = std::vector<DeviceArray>;

// One value of any plain type in the memory of a queue's device.
template <class T>
class OnDevice {
 public:
  OnDevice(Queue& queue, const T& value)
      : stream_(&queue.memory()), memory_(stream_->allocate(sizeof(T))) {
    stream_->copy(memory_, &value, sizeof(T));
    stream_->synchronize();
  }
  ~OnDevice() { stream_->release(memory_); }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;
  T* get() const { return static_cast<T*>(memory_); }

 private:
  Stream* stream_;
  void* memory_;
};

}  // namespace cantus::testing
