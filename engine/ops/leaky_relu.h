#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// max(x, slope * x); slope 0 is the plain rectifier. Its gradient follows the rule of the pass
// (plain or guided).
Value leaky_relu(Value x, float slope,
                 std::source_location where = std::source_location::current());

}  // namespace cantus
