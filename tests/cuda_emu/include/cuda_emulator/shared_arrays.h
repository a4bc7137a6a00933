#pragma once

#include <cstddef>

namespace cuda_emulator {

// The block's memory for the array declared at `site`: the same for all threads of the block,
// filled with NaN bits when the block starts.
void* shared_array(const void* site, const char* name, std::size_t bytes, std::size_t alignment);

// The block's dynamic shared memory, of the size given at the launch.
void* dynamic_shared_memory();

}  // namespace cuda_emulator

#define CUDA_EMULATOR_SHARED(T, name, dims)                              \
  static const char name##_site = 0;                                     \
  using name##_type = T dims;                                            \
  auto& name = *static_cast<name##_type*>(::cuda_emulator::shared_array( \
      &name##_site, #name, sizeof(name##_type), alignof(name##_type)))

#define CUDA_EMULATOR_SHARED_DYNAMIC(T, name) \
  T* name = static_cast<T*>(::cuda_emulator::dynamic_shared_memory())
