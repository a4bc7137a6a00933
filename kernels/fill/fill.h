#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y[i] = value. T is float or double.
template <typename T>
void fill(Queue& queue, std::int64_t n, T value, T* y);

}  // namespace cantus
