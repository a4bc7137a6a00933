#pragma once

#include <string>

#include "engine/graph.h"

namespace cantus {

// Takes a graph that reads overlapping excerpts, input [n, t, f, c] whose excerpt e begins at frame
// e of a stretch, and returns one that reads the stretch, [1, n + t - 1, f, c], and lets the
// network run on over it: convolutions with zeros around the excerpt (`same`) see the excerpt's
// neighbours in their place, and a recurrent layer goes on from frame to frame in both directions.
// The first op of another kind gets excerpts again. Every column is computed once.
//
// An approximation, not the outputs of the graph that it is given: share_columns gives those. They
// are the same where no excerpt has a neighbour, n = 1. A pass over the inference graph, behind
// fold_batch_norm.
Graph stream_in_time(const Graph& graph, const std::string& input);

}  // namespace cantus
