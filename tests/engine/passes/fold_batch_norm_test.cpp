#include "engine/passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include "engine/replay.h"
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

std::size_t count(const Graph& graph, const std::string& op) {
  std::size_t n = 0;
  for (const Node& node : graph.nodes()) n += node.op->name() == op;
  return n;
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

TEST(FoldBatchNorm, ComputesFoldedWeightsOnce) {
  const Graph plain = inference_graph();
  const Graph folded = fold_batch_norm(plain);
  EXPECT_EQ(count(plain, "batch_norm_inference"), 2u);
  EXPECT_EQ(count(folded, "batch_norm_inference"), 0u);
  const Plan plan(folded, {.parameters_are_constant = true});
  EXPECT_EQ(plan.once().size(), 2u);
}

}  // namespace
}  // namespace cantus
