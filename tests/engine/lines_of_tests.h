#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/graph.h"

namespace cantus::testing {

// Errors and a checked device name a node by its source line: it must be a line of a test, never of
// the pass that added the node. The 1 that gradients begin with belongs to no layer.
inline void expect_lines_of_tests(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    const std::string file = node.where.file_name();
    const bool is_of_a_test = file.find("tests/engine/") != std::string::npos;
    EXPECT_TRUE(is_of_a_test || node.op->name() == "constant") << node.op->name() << " of " << file;
  }
}

}  // namespace cantus::testing
