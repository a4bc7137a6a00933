#include "engine/passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

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

TEST(FoldBatchNorm, LeavesTheOutputsAsTheyWere) {
  const Graph plain = inference_graph();
  const Graph folded = fold_batch_norm(plain);
  EXPECT_EQ(count(plain, "batch_norm_inference"), 2u);
  EXPECT_EQ(count(folded, "batch_norm_inference"), 0u);

  Queue queue;
  Parameters parameters(queue, plain.parameters());
  parameters.initialize(5);
  std::mt19937 engine(1);
  std::uniform_real_distribution<float> uniform(0.5f, 2.0f);
  for (std::size_t p = 0; p < parameters.specs().size(); ++p)
    if (parameters.specs()[p].name.find(".norm.") != std::string::npos) {
      auto values = parameters.values(p);
      for (float& x : values) x = uniform(engine);
      parameters.set_values(p, values);
    }

  Replay slow(queue, Plan(plain), parameters);
  Replay fast(queue, Plan(folded, {.parameters_are_constant = true}), parameters);
  for (std::size_t i = 0; i < slow.input("x").size(); ++i)
    fast.input("x")[i] = slow.input("x")[i] = uniform(engine) - 1;
  slow.run();
  fast.run();
  for (std::size_t i = 0; i < slow.output("logits").size(); ++i)
    EXPECT_NEAR(slow.output("logits")[i], fast.output("logits")[i], 1e-5);
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
  const Graph folded = fold_batch_norm(inference_graph());
  const Plan plan(folded, {.parameters_are_constant = true});
  EXPECT_EQ(plan.once().size(), 2u);
}

}  // namespace
}  // namespace cantus
