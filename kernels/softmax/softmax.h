#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// y = e^x / sum e^x in each row (Bridle 1990), of x less its largest value, which changes nothing
// but keeps e^x finite for any finite x.
//   x, y [num_rows, num_classes]; y may be x. Requires num_classes >= 1.
void softmax_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes, const float* x,
                     float* y);

}  // namespace cantus
