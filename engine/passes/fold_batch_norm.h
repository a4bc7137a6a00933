#pragma once

#include "engine/graph.h"

namespace cantus {

// Returns the graph with every batch norm in inference mode that alone follows a convolution or a
// linear layer folded into that layer's weight and bias; the leaky ReLU behind it moves along. The
// folded weights are nodes over parameters only: with PlanOptions::parameters_are_constant they are
// computed once. Named inputs, outputs and parameters stay.
Graph fold_batch_norm(const Graph& graph);

}  // namespace cantus
