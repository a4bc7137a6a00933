#include "engine/passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/ops/conv2d.h"
#include "engine/ops/linear.h"
#include "engine/passes/set_precision.h"
#include "engine/replay.h"
#include "tests/engine/moved_norms.h"
#include "tests/engine/num_nodes.h"
#include "tests/engine/small_network.h"

namespace cantus {
namespace {

Graph inference_graph() {
  Graph graph;
  const Value x = graph.input("x", testing::kSmallInput);
  Builder builder(graph, Mode::kInference);
  graph.mark_output("logits", testing::small_network(builder, x));
  return graph;
}

TEST(FoldBatchNorm, ABatchNormWithNothingToFoldIntoReservesItsOwnScratch) {
  Graph graph;
  Builder builder(graph, Mode::kInference);
  const BatchNormSettings settings{0.0f, 0.9f, RunningStatistic::kInverseDeviation};
  graph.mark_output("y", batch_norm_layer(builder, "norm", graph.input("x", {2, 3}), settings));
  const Graph folded = fold_batch_norm(graph);

  Queue queue;
  Parameters parameters(queue, folded.parameters());
  parameters.initialize(5);
  Replay replay(queue, Plan(folded), parameters);
  replay.input("x")[5] = 7.0f;
  replay.run();
  EXPECT_FLOAT_EQ(replay.output("y")[5], 7.0f);
}

// A rectifier or a bias stands between the convolution and the norm.
TEST(FoldBatchNorm, LeavesConvolutionsAloneThatAreMoreThanAProduct) {
  for (const bool is_rectified : {false, true}) {
    Graph graph;
    Builder builder(graph, Mode::kInference);
    const auto parameter = [&](const std::string& name, const Shape& shape) {
      return graph.parameter({name, shape, ParameterRole::kFrozen, Initializer::orthogonal(6)});
    };
    const Value x = graph.input("x", testing::kSmallInput), w = parameter("w", {6, 3, 3, 1});
    const Value y = is_rectified ? conv2d(x, w, Value(), {.slope = 0.1f})
                                 : conv2d(x, w, parameter("b", {6}), {});
    graph.mark_output("y", batch_norm_layer(builder, "norm", y, {.epsilon = 1e-3f}));
    EXPECT_EQ(num_nodes(fold_batch_norm(graph), "batch_norm_inference"), 1) << is_rectified;
  }
}

TEST(FoldBatchNorm, ChangesNoLogit) {
  const auto run = [](const Graph& graph) {
    Queue queue({}, 1);
    Parameters parameters(queue, graph.parameters());
    parameters.initialize(5);
    testing::move_norms(parameters);
    Replay replay(queue, Plan(graph), parameters);
    float k = 0;
    for (float& value : replay.input("x")) value = std::sin(++k);
    replay.run();
    const auto y = replay.output("logits");
    return std::vector<float>(y.begin(), y.end());
  };
  const auto plain = run(inference_graph()), folded = run(fold_batch_norm(inference_graph()));
  ASSERT_EQ(folded.size(), plain.size());
  ASSERT_FALSE(plain.empty());
  for (std::size_t i = 0; i < plain.size(); ++i) EXPECT_NEAR(folded[i], plain[i], 1e-5) << i;
}

TEST(FoldBatchNorm, ComputesFoldedWeightsOnce) {
  const Graph plain = inference_graph();
  const Graph folded = fold_batch_norm(plain);
  EXPECT_EQ(num_nodes(plain, "batch_norm_inference"), 2);
  EXPECT_EQ(num_nodes(folded, "batch_norm_inference"), 0);
  const Plan plan(folded, {.parameters_are_constant = true});
  EXPECT_EQ(plan.once().size(), 2u);
}

TEST(FoldBatchNorm, ADenseLayerKeepsItsPrecisionAndTheRectifier) {
  Graph graph;
  Builder builder(graph, Mode::kInference);
  const Value x = dense_layer(builder, "dense", graph.input("x", {2, 3}), {4, /*bias=*/false});
  graph.mark_output("y", batch_norm_layer(builder, "norm", x, {.epsilon = 1e-3f, .slope = 0.1f}));
  const Graph folded = fold_batch_norm(set_precision(graph, Precision::kTf32));
  EXPECT_EQ(num_nodes(folded, "batch_norm_inference"), 0);
  EXPECT_EQ(num_nodes(folded, "linear"), 1);
  EXPECT_EQ(num_nodes(folded, "leaky_relu"), 1);
  for (const Node& node : folded.nodes()) {
    if (const auto* layer = as<Linear>(node)) {
      EXPECT_EQ(layer->precision(), Precision::kTf32);
    }
  }
}

}  // namespace
}  // namespace cantus
