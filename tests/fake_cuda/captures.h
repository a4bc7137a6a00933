#pragma once

#include <functional>

#include "tests/fake_cuda/state.h"

namespace fake_cuda {

// Adds work to the capture in which a stream takes part.
cudaError_t record(cudaStream_t stream, std::function<void()> work);

// Lets `stream` wait, inside a capture, for what `event` marks.
cudaError_t wait_in_capture(cudaStream_t stream, const CUevent_st& event);

// A stream is going: a capture that it takes part in cannot end well.
void abandon(cudaStream_t stream);

}  // namespace fake_cuda
