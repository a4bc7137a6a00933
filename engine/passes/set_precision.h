#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every op in its form at a precision; with float32, the graph itself. Named
// inputs, outputs and parameters stay floats. A pass over the forward graph: it comes after those
// that fuse ops and before `differentiate`, whose gradients are computed at their op's precision.
Graph set_precision(Graph graph, Precision precision);

}  // namespace cantus
