#pragma once

#include <cstdint>

#include "kernels/core/lanes.h"
#include "kernels/stft/stft.h"

namespace cantus {

// Lanes of scratch that stft_batch uses.
std::int64_t stft_thread_lanes(const StftOptions& options);

// Magnitudes of the first `valid` of kLanes frames, the first of which starts at `samples`:
// num_bins Lanes, which stand in the scratch given.
Lanes* stft_batch(const StftPlan& plan, const float* samples, std::int64_t valid, Lanes* scratch);

}  // namespace cantus
