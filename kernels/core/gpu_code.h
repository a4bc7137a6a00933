#pragma once

#include <cuda_runtime_api.h>

namespace cantus::gpu {

// cudaSuccess where the module has code for the GPU in use, else why it cannot run there.
cudaError_t find_code();

}  // namespace cantus::gpu
