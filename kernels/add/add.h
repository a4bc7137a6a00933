#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = a + b: where two gradients of one tensor meet.
//   a, b, y [n]; y may be a or b
void add_forward(Queue& queue, std::int64_t n, const float* a, const float* b, float* y);

}  // namespace cantus
