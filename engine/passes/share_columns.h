#pragma once

#include <string>

#include "engine/graph.h"

namespace cantus {

// Takes a graph that reads overlapping excerpts, input [n, t, f, c] whose excerpt e begins at frame
// e of a stretch, and returns one that reads the stretch, [n + t - 1, 1, f, c], and gives the same
// outputs. Convolutions with zeros around the excerpt (`same`), and gates and pools over frequency
// behind them, compute every column once that several excerpts have in common, and only the columns
// near an excerpt's ends apart; see kernels/shared_columns. The first op of another kind gets
// excerpts again. In Hou 2020's networks 3, 5 and 7 columns a frame are left of 25.
//
// A pass over the inference graph, behind fold_batch_norm.
Graph share_columns(const Graph& graph, const std::string& input);

}  // namespace cantus
