#include "engine/passes/fuse_gated_pool.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/passes/differentiate.h"
#include "engine/replay.h"
#include "tests/engine/small_network.h"

namespace cantus {
namespace {

Graph forward_graph() {
  Graph graph;
  const Value x = graph.input("x", testing::kSmallInput);
  const Value targets = graph.input("targets", {3, 2});
  Builder builder(graph, Mode::kTraining);
  graph.mark_output("loss", softmax_cross_entropy(testing::small_network(builder, x), targets));
  return graph;
}

struct Result {
  float loss = 0;
  std::vector<float> gradients;
  std::vector<float> statistics;
  std::int64_t arena_bytes = 0;
};

Result train_once(Graph graph) {
  std::vector<Value> weights;
  PlanOptions options;
  for (std::size_t p = 0; p < graph.parameters().size(); ++p)
    if (graph.parameters()[p].role == ParameterRole::kTrainable)
      weights.emplace_back(graph, graph.parameter_tensor(p));
  const auto d = differentiate(graph.output("loss"), weights);
  std::size_t i = 0;
  for (std::size_t p = 0; p < graph.parameters().size(); ++p)
    if (graph.parameters()[p].role == ParameterRole::kTrainable)
      options.gradients.emplace_back(p, d[i++].id());
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(3);
  Result result;
  result.gradients.resize(parameters.num_trainable());
  Replay replay(queue, Plan(graph, options), parameters, result.gradients.data());
  std::mt19937 engine(2);
  std::normal_distribution<float> normal;
  for (float& v : replay.input("x")) v = normal(engine);
  for (int n = 0; n < 6; ++n) replay.input("targets")[n] = n % 2 == 0 ? 1.0f : 0.0f;
  replay.run();
  result.loss = replay.output("loss")[0];
  const auto statistics = parameters.values(parameters.index_of("B.norm.running_spread"));
  result.statistics.assign(statistics.begin(), statistics.end());
  result.arena_bytes = replay.arena_bytes();
  return result;
}

TEST(FuseGatedPool, FindsTheChain) {
  const Graph fused = fuse_gated_pool(forward_graph());
  std::size_t found = 0;
  for (const Node& node : fused.nodes()) {
    found += node.op->name() == "gated_pool";
    EXPECT_NE(node.op->name(), "glu");
    EXPECT_NE(node.op->name(), "max_pool");
  }
  EXPECT_EQ(found, 1u);
}

TEST(FuseGatedPool, ChangesNeitherLossNorGradientsNorStatistics) {
  const Result chain = train_once(forward_graph());
  const Result fused = train_once(fuse_gated_pool(forward_graph()));
  EXPECT_NEAR(chain.loss, fused.loss, 1e-6);
  ASSERT_EQ(chain.gradients.size(), fused.gradients.size());
  for (std::size_t i = 0; i < chain.gradients.size(); ++i)
    EXPECT_NEAR(chain.gradients[i], fused.gradients[i], 1e-5) << i;
  for (std::size_t c = 0; c < chain.statistics.size(); ++c)
    EXPECT_NEAR(chain.statistics[c], fused.statistics[c], 1e-6);
  EXPECT_LE(fused.arena_bytes, chain.arena_bytes);
}

}  // namespace
}  // namespace cantus
