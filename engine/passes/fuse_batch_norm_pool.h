#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every pair of batch norm (in training, with its leaky ReLU) and max-pool
// over windows that do not overlap, the first read by the second alone, as one node: what stands
// behind the second and the fifth convolution of Schlüter 2016. What it computes is the same; the
// normalized values are never written. A pass over the forward graph: it comes before
// `differentiate`.
Graph fuse_batch_norm_pool(const Graph& graph);

}  // namespace cantus
