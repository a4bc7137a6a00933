#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Element by element sum of two tensors of one shape.
Value add(Value a, Value b, std::source_location where = std::source_location::current());

}  // namespace cantus
