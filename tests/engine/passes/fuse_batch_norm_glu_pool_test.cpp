#include "engine/passes/fuse_batch_norm_glu_pool.h"

#include <gtest/gtest.h>

#include "tests/engine/num_nodes.h"
#include "tests/engine/small_network.h"
#include "tests/engine/train_once.h"

namespace cantus {
namespace {

TEST(FuseBatchNormGluPool, FindsTheChain) {
  const Graph fused = fuse_batch_norm_glu_pool(testing::small_training());
  EXPECT_EQ(num_nodes(fused, "batch_norm_glu_pool"), 1);
  EXPECT_EQ(num_nodes(fused, "glu"), 0);
  EXPECT_EQ(num_nodes(fused, "max_pool"), 0);
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
    EXPECT_EQ(num_nodes(fuse_batch_norm_glu_pool(graph), "batch_norm_glu_pool"), 0);
  }
}

TEST(FuseBatchNormGluPool, ChangesNeitherLossNorGradientsNorStatistics) {
  testing::expect_equal_training(testing::small_training(),
                                 fuse_batch_norm_glu_pool(testing::small_training()),
                                 "B.norm.running_spread");
}

}  // namespace
}  // namespace cantus
