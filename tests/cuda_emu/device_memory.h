#pragma once

#include <cuda_emulator/launch.h>
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace cuda_emulator {

// An array on the emulated device.
template <typename T>
class DeviceArray {
 public:
  explicit DeviceArray(std::size_t count) : count_(count) {
    EXPECT_EQ(cudaMalloc(&data_, count * sizeof(T)), cudaSuccess);
  }
  explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
    EXPECT_EQ(cudaMemcpy(data_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice),
              cudaSuccess);
  }
  ~DeviceArray() { cudaFree(data_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* get() { return data_; }
  std::vector<T> values() const {
    std::vector<T> values(count_);
    EXPECT_EQ(cudaMemcpy(values.data(), data_, count_ * sizeof(T), cudaMemcpyDeviceToHost),
              cudaSuccess);
    return values;
  }

 private:
  T* data_ = nullptr;
  std::size_t count_;
};

inline const char* const kOrders[] = {"forward", "reversed", "shuffled:1", "shuffled:2",
                                      "shuffled:3"};

// Runs a test's body in every order of the threads.
template <class Body>
void in_every_order(const Body& body) {
  struct Guard {
    ~Guard() { set_order(""); }
  } guard;
  for (const char* order : kOrders) {
    SCOPED_TRACE(order);
    set_order(order);
    body();
  }
}

}  // namespace cuda_emulator
