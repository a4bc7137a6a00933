#pragma once

#include <string>

#include "engine/graph.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// What a pass takes a graph's input for that is made of overlapping excerpts: excerpt e begins at
// frame e of a stretch. Its shape is [n, t, f, c].
const Shape& excerpts_shape(const Graph& graph, const std::string& input);

// The columns that the excerpts have in common before any layer: the frames of their stretch.
SharedColumns excerpts_columns(const Graph& graph, const std::string& input);

// The same excerpts with no column in common: every one has rows of its own.
SharedColumns unshared(SharedColumns columns);

}  // namespace cantus
