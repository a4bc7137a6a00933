#pragma once

#include <string>

#include "engine/graph.h"

namespace cantus {

// Takes a graph that reads overlapping excerpts, input [n, t, f, c] whose excerpt e begins at frame
// e of a stretch, and returns one that reads the stretch, [n + t - 1, 1, f, c], and gives the same
// outputs. Convolutions with zeros around the excerpt (`same`), and gates and pools over frequency
// behind them, compute each column that excerpts have in common once, and only the columns near an
// excerpt's ends for each excerpt; see kernels/shared_columns. The first op of another kind gets
// excerpts again. Hou 2020's networks then compute 3, 5 and 7 columns a frame instead of 25.
//
// A pass over the inference graph, behind fold_batch_norm.
Graph share_columns(const Graph& graph, const std::string& input);

}  // namespace cantus
