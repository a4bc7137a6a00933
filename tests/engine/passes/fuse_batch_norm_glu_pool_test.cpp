#include "engine/passes/fuse_batch_norm_glu_pool.h"

#include <gtest/gtest.h>

#include "tests/engine/small_network.h"
#include "tests/engine/train_once.h"

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

TEST(FuseBatchNormGluPool, FindsTheChain) {
  const Graph fused = fuse_batch_norm_glu_pool(forward_graph());
  std::size_t found = 0;
  for (const Node& node : fused.nodes()) {
    found += node.op->name() == "batch_norm_glu_pool";
    EXPECT_NE(node.op->name(), "glu");
    EXPECT_NE(node.op->name(), "max_pool");
  }
  EXPECT_EQ(found, 1u);
}

TEST(FuseBatchNormGluPool, LeavesOtherPoolsAlone) {
  for (const MaxPoolOptions& pool :
       {MaxPoolOptions{.window_t = 2, .window_f = 2, .stride_t = 2, .stride_f = 2},
        MaxPoolOptions{.window_f = 2, .stride_t = 2, .stride_f = 2},
        MaxPoolOptions{.window_f = 3, .stride_f = 2}}) {
    Graph graph;
    Builder builder(graph, Mode::kTraining);
    Value x =
        conv2d_layer(builder, "conv", graph.input("x", testing::kSmallInput), {.num_channels = 6});
    x = batch_norm_layer(builder, "norm", x, {.epsilon = 1e-3f, .momentum = 0.9f});
    graph.mark_output("y", max_pool(glu(x), pool));
    const Graph same = fuse_batch_norm_glu_pool(graph);
    for (const Node& node : same.nodes()) EXPECT_NE(node.op->name(), "batch_norm_glu_pool");
  }
}

TEST(FuseBatchNormGluPool, ChangesNeitherLossNorGradientsNorStatistics) {
  testing::expect_equal_training(forward_graph(), fuse_batch_norm_glu_pool(forward_graph()),
                                 "B.norm.running_spread");
}

}  // namespace
}  // namespace cantus
