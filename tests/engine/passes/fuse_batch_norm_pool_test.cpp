#include "engine/passes/fuse_batch_norm_pool.h"

#include <gtest/gtest.h>

#include "engine/layers/builder.h"
#include "engine/ops/loss.h"
#include "engine/ops/max_pool.h"
#include "tests/engine/num_nodes.h"
#include "tests/engine/train_once.h"

namespace cantus {
namespace {

// x [3, 6, 8, 1]; a pool with remainders on both axes.
Graph forward_graph(const MaxPoolOptions& pool) {
  Graph graph;
  const Value targets = graph.input("targets", {3, 2});
  Builder builder(graph, Mode::kTraining);
  const BatchNormSettings leaky{1e-3f, 0.9f, RunningStatistic::kInverseDeviation, 0.1f};
  Value x = graph.input("x", {3, 6, 8, 1});
  x = conv2d_layer(builder, "conv", x, {.num_channels = 6, .padding = Padding::kSame});
  x = max_pool(batch_norm_layer(builder, "norm", x, leaky), pool);
  graph.mark_output(
      "loss", softmax_cross_entropy(dense_layer(builder, "output", x, {.num_units = 2}), targets));
  return graph;
}

constexpr MaxPoolOptions kApart{.window_t = 4, .window_f = 3, .stride_t = 4, .stride_f = 3};

TEST(FuseBatchNormPool, FindsThePair) {
  const Graph fused = fuse_batch_norm_pool(forward_graph(kApart));
  EXPECT_EQ(num_nodes(fused, "batch_norm_pool"), 1);
  EXPECT_EQ(num_nodes(fused, "batch_norm_training"), 0);
  EXPECT_EQ(num_nodes(fused, "max_pool"), 0);
}

TEST(FuseBatchNormPool, LeavesWindowsAloneThatOverlapOrHaveGaps) {
  std::vector<MaxPoolOptions> others(4, kApart);
  others[0].stride_f = 2;
  others[1].stride_t = 2;
  others[2].stride_t = 5;
  others[3] = {.window_t = 2, .window_f = 3, .stride_t = 2, .stride_f = 3, .dilation_t = 2};
  for (const MaxPoolOptions& pool : others) {
    const Graph same = fuse_batch_norm_pool(forward_graph(pool));
    EXPECT_EQ(num_nodes(same, "batch_norm_training"), 1);
    EXPECT_EQ(num_nodes(same, "max_pool"), 1);
  }
}

TEST(FuseBatchNormPool, ChangesNeitherLossNorGradientsNorStatistics) {
  testing::expect_equal_training(forward_graph(kApart), fuse_batch_norm_pool(forward_graph(kApart)),
                                 "norm.running_spread");
}

}  // namespace
}  // namespace cantus
