#pragma once

#include <source_location>
#include <string>

#include "engine/graph.h"
#include "kernels/shared_columns/shared_columns.h"

namespace cantus {

// The shape, [n, t, f, c], of an input that a pass takes to be made of overlapping excerpts:
// excerpt e begins at frame e of a stretch.
const Shape& excerpts_shape(const Graph& graph, const std::string& input);

// The columns that the excerpts have in common before any layer: the frames of their stretch.
SharedColumns excerpts_columns(const Graph& graph, const std::string& input);

// The excerpts as a tensor of this shape, [n, t, ...], from `columns`, which hold once what they
// have in common.
Value separate_excerpts(Value columns, const SharedColumns& held, const Shape& shape,
                        std::source_location where);

}  // namespace cantus
