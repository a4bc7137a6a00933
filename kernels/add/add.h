#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = a + b: where two gradients of one tensor meet. T is float or double.
//   a, b, y [n]; y may be a or b
template <typename T>
void add_forward(Queue& queue, std::int64_t n, const T* a, const T* b, T* y);

}  // namespace cantus
