#pragma once

#include <algorithm>
#include <string>

#include "engine/graph.h"

namespace cantus {

// The number of the graph's nodes whose op has this name.
inline std::ptrdiff_t num_nodes(const Graph& graph, const std::string& op) {
  return std::ranges::count(graph.nodes(), op, [](const Node& node) { return node.op->name(); });
}

}  // namespace cantus
