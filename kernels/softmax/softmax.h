#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = e^x / sum e^x in each row, stable for any finite x. T is float or double.
//   x, y [num_rows, num_classes]; y may be x
template <typename T>
void softmax_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes, const T* x,
                     T* y);

}  // namespace cantus
