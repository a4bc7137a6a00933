#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/graph.h"

namespace cantus::testing {

// Every node is of a line that a test recorded, by which errors and a checked device name it, and
// none of the pass that put it there. The 1 that gradients begin with is of no layer.
inline void expect_lines_of_tests(const Graph& graph) {
  for (const Node& node : graph.nodes()) {
    const std::string file = node.where.file_name();
    const bool is_of_a_test = file.find("tests/engine/") != std::string::npos;
    EXPECT_TRUE(is_of_a_test || node.op->name() == "constant") << node.op->name() << " of " << file;
  }
}

}  // namespace cantus::testing
