#pragma once

#include <cuda_runtime_api.h>

#include <functional>

namespace fake_cuda {

// All device work reaches the emulated device through this. Runs it now, or records it if the
// stream captures; a graph then runs it at each launch. What the work captures by reference must
// live as long as the graph. Returns cudaSuccess, or CUDA's error for work on a stream in its
// present state, which also becomes the last error. Exceptions of the work pass through.
cudaError_t run_or_record(cudaStream_t stream, std::function<void()> work);

}  // namespace fake_cuda
