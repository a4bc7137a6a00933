#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every pair of a convolution from one channel and batch norm (in training,
// with its leaky ReLU), the first read by the second alone, as one node, where the convolution's
// input depends on no parameter: the first layer of Schlüter 2016, whose output is half of all
// activations. What it computes is the same; the convolution's output is never stored. A pass over
// the forward graph: it comes before `differentiate`, by the plain rule and with respect to
// parameters alone.
Graph fuse_conv2d_batch_norm(const Graph& graph);

}  // namespace cantus
