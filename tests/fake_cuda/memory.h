#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>

namespace fake_cuda {

// The size of the device's memory (CANTUS_EMULATED_MEMORY_BYTES).
std::size_t device_memory_bytes();

enum class Place { kDevice, kManaged, kPinned, kElsewhere };

struct Range {
  Place place = Place::kElsewhere;
  std::size_t room = 0;  // bytes from the pointer to the end of its allocation
};

// Where a pointer lies. kElsewhere is memory that CUDA did not allocate.
Range range_at(const void* pointer);

}  // namespace fake_cuda
