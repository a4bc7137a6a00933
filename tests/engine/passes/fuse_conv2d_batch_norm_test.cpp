#include "engine/passes/fuse_conv2d_batch_norm.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/layers/builder.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/glu.h"
#include "engine/ops/loss.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/fuse_batch_norm_glu_pool.h"
#include "engine/passes/set_precision.h"
#include "kernels/core/error.h"
#include "tests/engine/num_nodes.h"
#include "tests/engine/train_once.h"

namespace cantus {
namespace {

struct Layer {
  std::int64_t num_inputs = 1;
  std::int64_t num_channels = 16;
  std::int64_t kernel = 3;
  Padding padding = Padding::kValid;
  float slope = 0.1f;
  RunningStatistic running = RunningStatistic::kInverseDeviation;
  Mode mode = Mode::kTraining;
  FrozenLayers frozen;
  bool learned_input = false;  // x is the output of another layer
  bool is_output = false;      // the convolution's output is an output of the graph too
  std::int64_t pool = 0;       // bands pooled after a gate; 0: neither gate nor pool
};

// Two convolutions with batch norm over x [3, 6, 8, num_inputs].
Graph forward_graph(const Layer& layer) {
  Graph graph;
  const Value targets = graph.input("targets", {3, 2});
  Builder builder(graph, layer.mode, layer.frozen);
  const BatchNormSettings settings{1e-3f, 0.9f, layer.running, layer.slope};
  Value x = graph.input("x", {3, 6, 8, layer.num_inputs});
  if (layer.learned_input) x = conv2d_layer(builder, "before", x, {.num_channels = 1, .k_t = 1});
  x = conv2d_layer(builder, "conv", x,
                   {.num_channels = layer.num_channels,
                    .k_t = layer.kernel,
                    .k_f = layer.kernel,
                    .padding = layer.padding});
  if (layer.is_output) graph.mark_output("convolved", x);
  x = batch_norm_layer(builder, "norm", x, settings);
  if (layer.pool > 0) x = max_pool(glu(x), {.window_f = layer.pool, .stride_f = layer.pool});
  x = conv2d_layer(builder, "conv2", x, {.num_channels = 16, .padding = Padding::kSame});
  x = batch_norm_layer(builder, "norm2", x, settings);
  graph.mark_output(
      "loss", softmax_cross_entropy(dense_layer(builder, "output", x, {.num_units = 2}), targets));
  return graph;
}

Graph fuse(const Graph& graph) { return fuse_conv2d_batch_norm(fuse_batch_norm_glu_pool(graph)); }

TEST(FuseConv2dBatchNorm, FindsTheFirstLayerAlone) {
  const Graph fused = fuse_conv2d_batch_norm(forward_graph({}));
  EXPECT_EQ(num_nodes(fused, "conv2d_batch_norm"), 1);
  EXPECT_EQ(num_nodes(fused, "conv2d"), 1);
  EXPECT_EQ(num_nodes(fused, "batch_norm_training"), 1);
}

class LeftAlone : public ::testing::TestWithParam<std::pair<const char*, Layer>> {};

TEST_P(LeftAlone, StaysAsItWas) {
  const Graph graph = fuse_batch_norm_glu_pool(forward_graph(GetParam().second));
  const Graph same = fuse_conv2d_batch_norm(graph);
  ASSERT_EQ(same.nodes().size(), graph.nodes().size());
  for (std::size_t n = 0; n < graph.nodes().size(); ++n)
    EXPECT_EQ(same.nodes()[n].op, graph.nodes()[n].op);
}

INSTANTIATE_TEST_SUITE_P(
    FuseConv2dBatchNorm, LeftAlone,
    ::testing::Values(
        std::pair{"SeveralInputChannels", Layer{.num_inputs = 2}},
        std::pair{"OddChannels", Layer{.num_channels = 12}},
        std::pair{"OddChannelsBehindTheGate", Layer{.num_channels = 48, .slope = 1, .pool = 2}},
        std::pair{"AGateOverAnInputThatWantsAGradient",
                  Layer{.num_channels = 32, .slope = 1, .learned_input = true, .pool = 2}},
        std::pair{"AnotherKernel", Layer{.kernel = 5}},
        std::pair{"AnInputThatWantsAGradient", Layer{.learned_input = true}},
        std::pair{"AnOutputThatIsReadElsewhere", Layer{.is_output = true}},
        std::pair{"AFrozenLayer", Layer{.frozen = {{"norm"}}}},
        std::pair{"Inference", Layer{.mode = Mode::kInference}}),
    [](const auto& info) { return info.param.first; });

// As in inference: a rectifier or a bias stands between the convolution and the norm.
TEST(FuseConv2dBatchNorm, LeavesConvolutionsAloneThatAreMoreThanAProduct) {
  for (const bool is_rectified : {false, true}) {
    Graph graph;
    Builder builder(graph, Mode::kTraining);
    const auto weight = [&](const std::string& name, const Shape& shape) {
      return builder.weight("conv", name, shape, Initializer::constant(1));
    };
    const Value x = graph.input("x", {3, 6, 8, 1}), w = weight("weight", {16, 3, 3, 1});
    const Value y = is_rectified ? conv2d(x, w, Value(), {.slope = 0.1f})
                                 : conv2d(x, w, weight("bias", {16}), {});
    graph.mark_output("y", batch_norm_layer(builder, "norm", y, {.epsilon = 1e-3f}));
    EXPECT_EQ(num_nodes(fuse_conv2d_batch_norm(graph), "batch_norm_training"), 1) << is_rectified;
  }
}

class Fused : public ::testing::TestWithParam<std::pair<const char*, Layer>> {};

TEST_P(Fused, ChangesNeitherLossNorGradientsNorStatistics) {
  const Layer& layer = GetParam().second;
  const auto fused = [&] { return fuse(forward_graph(layer)); };
  ASSERT_EQ(num_nodes(fused(), layer.pool > 0 ? "conv2d_batch_norm_glu_pool" : "conv2d_batch_norm"),
            1);
  testing::expect_equal_training(forward_graph(layer), fused(), "norm.running_spread");
  testing::expect_equal_training(forward_graph(layer), fused(), "norm.running_mean");
}

INSTANTIATE_TEST_SUITE_P(
    FuseConv2dBatchNorm, Fused,
    ::testing::Values(
        std::pair{"Leaky", Layer{}},
        std::pair{"SameWithoutRectifier", Layer{.padding = Padding::kSame, .slope = 1}},
        std::pair{
            "RectifiedTo64Unbiased",
            Layer{.num_channels = 64, .slope = 0, .running = RunningStatistic::kUnbiasedVariance}},
        std::pair{"GatedAndPooled", Layer{.num_channels = 32, .slope = 1, .pool = 2}},
        std::pair{"GatedAndPooledSameUnbiased",
                  Layer{.num_channels = 128,
                        .padding = Padding::kSame,
                        .slope = 1,
                        .running = RunningStatistic::kUnbiasedVariance,
                        .pool = 3}},
        std::pair{"BiasedTo80",
                  Layer{.num_channels = 80, .running = RunningStatistic::kUnbiasedVariance}}),
    [](const auto& info) { return info.param.first; });

class Stored : public ::testing::TestWithParam<Layer> {};

// The largest activations are written and read in their storage type, never cast.
TEST_P(Stored, ItsOutputAndTheGradientAreInBfloat16WithoutACast) {
  const std::string name = GetParam().pool > 0 ? "conv2d_batch_norm_glu_pool" : "conv2d_batch_norm";
  Graph graph = set_precision(fuse(forward_graph(GetParam())), Precision::kBfloat16);
  for (const auto& [parameter, d] : differentiate_parameters(graph.output("loss")))
    EXPECT_EQ(graph.tensors()[d].spec.type, ElementType::kFloat32) << parameter;
  std::set<TensorId> large;
  for (const Node& node : graph.nodes()) {
    if (node.op->name() == name) large.insert(node.outputs[0]);
    if (node.op->name() == name + "_backward") large.insert(node.inputs.back());
  }
  EXPECT_EQ(large.size(), 2u);
  for (const TensorId id : large) EXPECT_EQ(graph.tensors()[id].spec.type, ElementType::kBfloat16);
  for (const Node& node : graph.nodes()) {
    if (node.op->name() != "cast") continue;
    EXPECT_FALSE(large.contains(node.inputs[0]) || large.contains(node.outputs[0]));
  }
}

INSTANTIATE_TEST_SUITE_P(FuseConv2dBatchNorm, Stored,
                         ::testing::Values(Layer{},
                                           Layer{.num_channels = 32, .slope = 1, .pool = 2}));

// The pass cannot know what is differentiated later; the node refuses what it has no gradient for.
TEST(FuseConv2dBatchNorm, RefusesTheGradientOfItsInputAndTheGuidedRule) {
  Graph fused = fuse_conv2d_batch_norm(forward_graph({}));
  const Value x(fused, fused.inputs().at("x"));
  EXPECT_THROW(differentiate(fused.output("loss"), {x}), Error);
  const Value weight(fused, fused.parameter_tensor(0));
  EXPECT_THROW(differentiate(fused.output("loss"), {weight}, RectifierRule::kGuided), Error);
  Graph gated = fuse(forward_graph({.num_channels = 32, .slope = 1, .pool = 2}));
  EXPECT_THROW(differentiate(gated.output("loss"), {{gated, gated.inputs().at("x")}}), Error);
}

}  // namespace
}  // namespace cantus
