#pragma once

#include <cuda_runtime_api.h>

#include <functional>

namespace fake_cuda {

// How every piece of device work reaches the emulated device: runs it now, or records it when the
// stream captures; a graph then runs it at each of its launches. What is captured by reference must
// live as long as the graph. Returns cudaSuccess, or the error that CUDA has for work on a stream
// in its present state, which is then also the last error. Lets through what the work throws.
cudaError_t run_or_record(cudaStream_t stream, std::function<void()> work);

}  // namespace fake_cuda
