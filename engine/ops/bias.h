#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Adds one number a channel. x [..., c], bias [c]
Value bias(Value x, Value bias, std::source_location where = std::source_location::current());

}  // namespace cantus
