#include "engine/graph.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/ops/add.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/max_pool.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

TEST(Graph, ShapeErrorsNameTheLineThatBuiltTheNode) {
  Graph graph;
  const Value a = graph.input("a", {2, 3});
  const Value b = graph.input("b", {2, 4});
  int line = 0;
  try {
    line = __LINE__ + 1;
    add(a, b);
    FAIL() << "the shapes differ";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Exit::kBadConfig);
    EXPECT_NE(std::string(error.what()).find("graph_test.cpp:" + std::to_string(line)),
              std::string::npos)
        << error.what();
    EXPECT_NE(std::string(error.what()).find("add: [2, 3] and [2, 4] differ"), std::string::npos)
        << error.what();
  }
}

TEST(Graph, RefusesAWindowLargerThanItsInput) {
  Graph graph;
  const Value x = graph.input("x", {1, 2, 8, 1});
  const Value w = graph.parameter({"w", {4, 3, 3, 1}, ParameterRole::kTrainable, {}});
  EXPECT_THROW(conv2d(x, w, Value(), {}), Error);
  EXPECT_THROW(max_pool(x, {.window_t = 3, .stride_t = 3}), Error);
  EXPECT_THROW(max_pool(x, {.window_f = 9, .stride_f = 9}), Error);
  EXPECT_NO_THROW(max_pool(x, {.window_t = 2, .window_f = 8, .stride_t = 2, .stride_f = 8}));
}

TEST(Graph, AParameterDeclaredTwiceIsOne) {
  Graph graph;
  const ParameterSpec spec{"w", {3}, ParameterRole::kTrainable, {}};
  EXPECT_EQ(graph.parameter(spec).id(), graph.parameter(spec).id());
  EXPECT_EQ(graph.parameters().size(), 1u);
}

}  // namespace
}  // namespace cantus
