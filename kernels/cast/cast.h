#pragma once

#include <cstdint>

#include "kernels/core/bfloat16.h"
#include "kernels/core/queue.h"

namespace cantus {

// Numbers in another storage, rounded to the nearest where it is the narrower one.
//   x, y [n]
void cast(Queue& queue, std::int64_t n, const float* x, Bfloat16* y);
void cast(Queue& queue, std::int64_t n, const Bfloat16* x, float* y);

}  // namespace cantus
