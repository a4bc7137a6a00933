#pragma once

#include <functional>

#include "tests/fake_cuda/state.h"

namespace fake_cuda {

// Adds work to the capture that a stream takes part in.
cudaError_t record(cudaStream_t stream, std::function<void()> work);

// Makes `stream` wait, within a capture, for the point that `event` marks.
cudaError_t wait_in_capture(cudaStream_t stream, const CUevent_st& event);

// Called when a stream is destroyed: a capture that it takes part in cannot end well.
void abandon(cudaStream_t stream);

}  // namespace fake_cuda
