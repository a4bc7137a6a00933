#pragma once

#include <cstdint>
#include <string>

#include "engine/graph.h"

namespace cantus {

// Multiply-adds of layers with weights: what two graphs of the same network cost, one beside the
// other. Everything else is moved rather than computed.
struct MultiplyAdds {
  std::int64_t forward = 0;
  // With the gradients: of every weight, and of what a layer reads where other weights made it.
  std::int64_t training = 0;
};

// Counts one run of a graph not yet differentiated: all nodes that depend on the named input.
MultiplyAdds multiply_adds(const Graph& graph, const std::string& input);

}  // namespace cantus
