#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// The last state of each direction: forward after the last frame, backward after the first.
//   x [n, t, 2 units] -> [n, 2 units]
Value last_states(Value x, std::source_location where = std::source_location::current());

}  // namespace cantus
