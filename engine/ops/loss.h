#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// A loss is where differentiate() starts: no node may read it.

// Mean over the rows of the cross-entropy between softmax(logits) and soft targets, both
// [n, classes]. -> [1]
Value softmax_cross_entropy(Value logits, Value targets,
                            std::source_location where = std::source_location::current());

// Mean binary cross-entropy between sigmoid(logits) and soft targets, both [n, 1]. -> [1]
Value binary_cross_entropy(Value logits, Value targets,
                           std::source_location where = std::source_location::current());

}  // namespace cantus
