#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y[i] = value.
void fill(Queue& queue, std::int64_t n, float value, float* y);

}  // namespace cantus
