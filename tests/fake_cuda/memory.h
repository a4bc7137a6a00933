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

// Where a pointer lies. kElsewhere is memory that CUDA did not allocate.
Range range_at(const void* pointer);

// While one lives the device's memory can be touched: device work runs inside one. Outside, the
// host that touches it dies at once, as it would beside a GPU: by a fault of the page, or by the
// report of AddressSanitizer.
class DeviceAccess {
 public:
  DeviceAccess();
  ~DeviceAccess();
  DeviceAccess(const DeviceAccess&) = delete;
  DeviceAccess& operator=(const DeviceAccess&) = delete;
};

}  // namespace fake_cuda
