#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with the leaky ReLU of every convolution that only a max-pool reads moved
// behind that pool. The rectifier is monotonic, so the result is the same; but it has fewer values
// to rectify there, and stops a gradient before it is scattered over the windows, not after. A pass
// over the inference graph, behind fold_batch_norm and before `differentiate`.
Graph rectify_behind_pool(const Graph& graph);

}  // namespace cantus
