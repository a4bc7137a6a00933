#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every convolution of one input channel and its only reader in training as
// one node, where the convolution's input depends on no parameter. The reader is batch norm with
// its leaky ReLU, behind the first layer of Schlüter 2016, whose output is half of all activations;
// or batch norm, gate and pool in one node (by fuse_batch_norm_glu_pool, which runs first), behind
// that of Hou 2020, whose output is two thirds of them. What it computes is the same; the
// convolution's output is never stored. A pass over the forward graph: it comes before
// `differentiate`, by the plain rule and with respect to parameters alone.
Graph fuse_conv2d_batch_norm(const Graph& graph);

}  // namespace cantus
