#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Class probabilities of each row of logits [n, classes].
Value softmax(Value logits, std::source_location where = std::source_location::current());

// 1 / (1 + e^-x), element by element.
Value sigmoid(Value logits, std::source_location where = std::source_location::current());

}  // namespace cantus
