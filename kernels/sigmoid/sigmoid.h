#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = 1 / (1 + e^-x).
//   x, y [n]; y may be x
void sigmoid_forward(Queue& queue, std::int64_t n, const float* x, float* y);

}  // namespace cantus
