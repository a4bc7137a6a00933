#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Gated linear unit over the channels (Hou 2020, eq. 1). x [..., 2c] -> [..., c]
Value glu(Value x, std::source_location where = std::source_location::current());

}  // namespace cantus
