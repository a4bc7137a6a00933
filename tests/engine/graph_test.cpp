#include "engine/graph.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "engine/ops/add.h"
#include "engine/ops/batch_norm_glu_pool.h"
#include "engine/ops/batch_norm_pool.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/conv2d_batch_norm.h"
#include "engine/ops/conv2d_batch_norm_glu_pool.h"
#include "engine/ops/max_pool.h"
#include "kernels/core/error.h"
#include "tests/support/holds.h"

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
    EXPECT_TRUE(holds(error.what(), "graph_test.cpp:" + std::to_string(line)));
    EXPECT_TRUE(holds(error.what(), "add: [2, 3] and [2, 4] differ"));
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

// Their kernels would refuse them too, but could not name the line that built the node.
TEST(Graph, RefusesPoolsThatTheirKernelDoesNotTake) {
  Graph graph;
  const Value x = graph.input("x", {1, 40, 40, 1});
  EXPECT_NO_THROW(max_pool(x, {.window_t = 16, .window_f = 16}));
  EXPECT_THROW(max_pool(x, {.window_t = 16, .window_f = 17}), Error);
  EXPECT_THROW(max_pool(x, {.window_t = 0}), Error);
  EXPECT_THROW(max_pool(x, {.window_f = -1}), Error);
  EXPECT_THROW(max_pool(x, {.window_t = -2, .window_f = -2}), Error);
  EXPECT_THROW(max_pool(x, {.stride_t = 0}), Error);
  EXPECT_THROW(max_pool(x, {.stride_f = 0}), Error);
  EXPECT_THROW(max_pool(x, {.dilation_t = 0}), Error);
}

TEST(Graph, RefusesConvolutionsThatTheirKernelDoesNotTake) {
  Graph graph;
  const Value x = graph.input("x", {1, 9, 9, 1});
  const auto weight = [&](std::int64_t k_t, std::int64_t k_f) {
    const std::string name = std::to_string(k_t) + "x" + std::to_string(k_f);
    return graph.parameter({name, {4, k_t, k_f, 1}, ParameterRole::kTrainable, {}});
  };
  EXPECT_NO_THROW(conv2d(x, weight(2, 4), Value(), {}));
  for (const auto padding : {Padding::kSame, Padding::kSameBands}) {
    EXPECT_NO_THROW(conv2d(x, weight(3, 5), Value(), {.padding = padding}));
    EXPECT_THROW(conv2d(x, weight(2, 3), Value(), {.padding = padding}), Error);
    EXPECT_THROW(conv2d(x, weight(3, 4), Value(), {.padding = padding}), Error);
  }
  EXPECT_THROW(conv2d(x, weight(3, 3), Value(), {.dilation_t = 0}), Error);
  EXPECT_THROW(conv2d(x, weight(3, 3), Value(), {.dilation_t = -1}), Error);
}

TEST(Graph, RefusesShapesWithoutElements) {
  EXPECT_THROW(Shape({0, 3}), Error);
  EXPECT_THROW(Shape({3, -1}), Error);
  EXPECT_EQ(Shape().num_elements(), 1);
}

// For ops that only passes record: no user gives them shapes.
TEST(Graph, FusedOpsRefuseShapesThatTheirKernelsDoNotTake) {
  const auto refuses_others = [](const Op& op, std::vector<Shape> in) {
    EXPECT_NO_THROW(op.infer(in)) << op.name();
    for (std::size_t i = in.size() - 4; i < in.size(); ++i) {
      std::vector<Shape> other = in;
      other[i] = {5};
      EXPECT_THROW(op.infer(other), std::invalid_argument) << op.name() << ", input " << i;
    }
  };
  const auto with_norm = [](std::vector<Shape> in, std::int64_t channels) {
    in.insert(in.end(), 4, Shape{channels});
    return in;
  };
  refuses_others(BatchNormPool({}, 3, 3), with_norm({{2, 6, 9, 8}}, 8));
  EXPECT_THROW(BatchNormPool({}, 3, 10).infer(with_norm({{2, 6, 9, 8}}, 8)), std::invalid_argument);
  refuses_others(BatchNormGluPool({}, 3), with_norm({{2, 6, 9, 8}}, 8));
  EXPECT_THROW(BatchNormGluPool({}, 10).infer(with_norm({{2, 6, 9, 8}}, 8)), std::invalid_argument);
  EXPECT_THROW(BatchNormGluPool({}, 3).infer(with_norm({{2, 6, 9, 7}}, 7)), std::invalid_argument);
  refuses_others(Conv2dBatchNorm({}, {}), with_norm({{2, 6, 9, 1}, {16, 3, 3, 1}}, 16));
  EXPECT_THROW(Conv2dBatchNorm({}, {}).infer(with_norm({{2, 6, 9, 1}, {8, 3, 3, 1}}, 8)),
               std::invalid_argument);
  const Conv2dBatchNormGluPool block({}, {}, 2);
  refuses_others(block, with_norm({{2, 6, 9, 1}, {32, 3, 3, 1}}, 32));
  EXPECT_THROW(block.infer(with_norm({{2, 6, 9, 1}, {16, 3, 3, 1}}, 16)), std::invalid_argument);
  EXPECT_THROW(block.infer(with_norm({{2, 6, 3, 1}, {32, 3, 3, 1}}, 32)), std::invalid_argument);
}

TEST(Graph, AParameterDeclaredTwiceIsOne) {
  Graph graph;
  const ParameterSpec spec{"w", {3}, ParameterRole::kTrainable, {}};
  EXPECT_EQ(graph.parameter(spec).id(), graph.parameter(spec).id());
  EXPECT_EQ(graph.parameters().size(), 1u);
}

}  // namespace
}  // namespace cantus
