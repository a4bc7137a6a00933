#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

namespace fake_cuda {

// The size of the device's memory (CANTUS_EMULATED_MEMORY_BYTES).
std::size_t device_memory_bytes();

enum class Place { kDevice, kPinned, kElsewhere };

struct Range {
  Place place = Place::kElsewhere;
  std::size_t room = 0;  // bytes from the pointer to the end of its allocation
};

// Where a pointer lies. kElsewhere means memory that CUDA did not allocate.
Range range_at(const void* pointer);

// Device memory is accessible only while one of these lives: device work runs inside one. A host
// that touches the memory outside dies at once, as it would with a GPU: by a page fault, or by
// AddressSanitizer's report.
class DeviceAccess {
 public:
  DeviceAccess();
  ~DeviceAccess();
  DeviceAccess(const DeviceAccess&) = delete;
  DeviceAccess& operator=(const DeviceAccess&) = delete;
};

}  // namespace fake_cuda
