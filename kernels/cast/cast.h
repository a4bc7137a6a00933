#pragma once

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

// Converts numbers to another storage type, rounding to nearest where it is narrower.
//   x, y [n]
void cast(Queue& queue, std::int64_t n, const float* x, Bfloat16* y);
void cast(Queue& queue, std::int64_t n, const Bfloat16* x, float* y);

}  // namespace cantus
