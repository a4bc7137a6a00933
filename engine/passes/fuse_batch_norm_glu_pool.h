#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every chain of batch norm (in training), gated linear unit and max-pool
// over frequency, each read by the next alone, as one node: the block behind Hou 2020's
// convolutions. What it computes is the same; backward keeps a fifth of the memory. A pass over the
// forward graph: it comes before `differentiate`.
Graph fuse_batch_norm_glu_pool(const Graph& graph);

}  // namespace cantus
