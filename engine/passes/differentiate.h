#pragma once

#include <utility>
#include <vector>

#include "engine/graph.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {

// Reverse-mode differentiation: appends to `of.graph()` the nodes that compute the gradient of the
// sum of `of` in each tensor of `with_respect_to`, and returns those gradients in that order (empty
// where `of` does not depend on the tensor). Rectifiers follow `rule`: plain, or guided
// backpropagation (Schlueter 2016, section 3.3).
std::vector<Value> differentiate(Value of, const std::vector<Value>& with_respect_to,
                                 RectifierRule rule = RectifierRule::kPlain);

// For every trainable parameter, its index in the graph and the gradient of `loss` in it.
std::vector<std::pair<std::size_t, TensorId>> differentiate_parameters(Value loss);

}  // namespace cantus
