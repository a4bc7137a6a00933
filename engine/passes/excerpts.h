#pragma once

#include <string>

#include "engine/graph.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// The shape, [n, t, f, c], of an input that a pass takes to be made of overlapping excerpts:
// excerpt e begins at frame e of a stretch.
const Shape& excerpts_shape(const Graph& graph, const std::string& input);

// The columns that the excerpts have in common before any layer: the frames of their stretch.
SharedColumns excerpts_columns(const Graph& graph, const std::string& input);

// The same excerpts with no column in common: each excerpt has rows of its own.
SharedColumns unshared(SharedColumns columns);

}  // namespace cantus
