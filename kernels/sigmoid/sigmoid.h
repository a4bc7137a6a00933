#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = 1 / (1 + e^-x). T is float or double.
//   x, y [n]; y may be x
template <typename T>
void sigmoid_forward(Queue& queue, std::int64_t n, const T* x, T* y);

}  // namespace cantus
