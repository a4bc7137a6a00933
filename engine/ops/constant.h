#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// A tensor whose every element is `value`.
Value constant(Graph& graph, const Shape& shape, float value,
               std::source_location where = std::source_location::current());

}  // namespace cantus
