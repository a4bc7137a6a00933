#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// Mean over the rows of the cross-entropy (Goodfellow, Bengio and Courville 2016, section 6.2.2.2)
// between soft targets in [0, 1] and the sigmoid of the logits, in nats, in the form that never
// takes the logarithm of a rounded probability:
//   max(x, 0) - x target + log(1 + e^-|x|)
// Summed in double, in an order that depends on the shape alone. With it goes its gradient, from
// the same pass over the rows: d_logits = (sigmoid(logits) - targets) / num_rows.
// T is float or double. Requires num_rows >= 1.
//   logits, targets, d_logits [num_rows], loss [1]
template <typename T>
void binary_cross_entropy_forward(Queue& queue, std::int64_t num_rows, const T* logits,
                                  const T* targets, T* loss, T* d_logits);

}  // namespace cantus
