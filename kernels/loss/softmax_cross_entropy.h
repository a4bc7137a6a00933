#pragma once

#include <cstdint>

#include "kernels/core/queue.h"

namespace cantus {

// Mean over the rows of the cross-entropy (Goodfellow, Bengio and Courville 2016, section 6.2.2.3)
// between targets and the softmax of the logits:
// -sum_c target_c log softmax(logits)_c, in nats. Targets are soft: any non-negative weights.
// Summed in double, in an order that depends on the shape alone. With it goes its gradient, from
// the same pass over the rows: d_logits = (softmax(logits) sum_c target_c - targets) / num_rows.
// T is float or double. Requires num_rows and num_classes >= 1.
//   logits, targets, d_logits [num_rows, num_classes], loss [1]
template <typename T>
void softmax_cross_entropy_forward(Queue& queue, std::int64_t num_rows, std::int64_t num_classes,
                                   const T* logits, const T* targets, T* loss, T* d_logits);

}  // namespace cantus
