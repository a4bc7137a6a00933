#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every leaky ReLU that ends a convolution and is read by a max-pool alone
// behind that pool. The rectifier never falls, so that it takes the same value; but the pool hands
// it fewer, and a gradient is stopped before it is scattered over the windows instead of behind.
// A pass over the inference graph, behind fold_batch_norm and before `differentiate`.
Graph rectify_behind_pool(const Graph& graph);

}  // namespace cantus
