#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// The same elements under another shape. Nothing runs and nothing is copied.
Value reshape(Value x, const Shape& shape,
              std::source_location where = std::source_location::current());

}  // namespace cantus
