#pragma once

#include <cstdint>

namespace cantus {

// The scalars that change from one training step to the next. Kernels read them through a pointer
// into the device's memory, so that a captured step can be replayed unchanged.
struct StepState {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;          // counts updates, from 0
  std::uint64_t first_sample = 0;  // index of the batch's first sample among all samples
  float learning_rate = 0;
};

}  // namespace cantus
