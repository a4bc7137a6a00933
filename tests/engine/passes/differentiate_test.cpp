#include "engine/passes/differentiate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/ops/add.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/linear.h"
#include "engine/ops/loss.h"
#include "engine/replay.h"
#include "kernels/core/error.h"
#include "tests/engine/small_network.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

// The small network, its loss and the gradient of every weight.
struct TrainedGraph {
  explicit TrainedGraph(Queue& queue, FrozenLayers frozen = {})
      : graph(testing::small_training(std::move(frozen))) {
    const auto gradients = differentiate_parameters(graph.output("loss"));
    parameters = std::make_unique<Parameters>(queue, graph.parameters());
    parameters->initialize(3);
    d.resize(parameters->num_trainable());
    replay = std::make_unique<Replay>(queue, Plan(graph, {.gradients = gradients}), *parameters,
                                      d.data());
  }

  // Inputs are filled before each run: the arena may reuse their memory once they have been read.
  double loss() {
    testing::fill_with_noise(replay->input("x"), 1);
    for (int n = 0; n < 6; ++n) replay->input("targets")[n] = n % 2 == n / 2 % 2 ? 1.0f : 0.0f;
    replay->run();
    return replay->output("loss")[0];
  }

  Graph graph;
  std::unique_ptr<Parameters> parameters;
  std::unique_ptr<Replay> replay;
  std::vector<float> d;
};

TEST(Differentiate, GradientOfAWholeNetworkEqualsDifferences) {
  Queue queue;
  TrainedGraph t(queue);
  t.loss();
  const std::vector<float> d = t.d;
  // Checks random directions: a float loss is too coarse for single weights.
  for (unsigned trial = 0; trial < 8; ++trial) {
    const auto direction = testing::noise(d.size(), 100 + trial, std::sqrt(3.0f));
    double expected = 0;
    double norm = 0;
    for (std::size_t i = 0; i < d.size(); ++i) {
      expected += static_cast<double>(d[i]) * direction[i];
      norm += static_cast<double>(d[i]) * d[i];
    }
    const float h = 2e-4f;
    float* weights = t.parameters->flat();
    for (std::size_t i = 0; i < d.size(); ++i) weights[i] += h * direction[i];
    const double above = t.loss();
    for (std::size_t i = 0; i < d.size(); ++i) weights[i] -= 2 * h * direction[i];
    const double below = t.loss();
    for (std::size_t i = 0; i < d.size(); ++i) weights[i] += h * direction[i];
    EXPECT_NEAR((above - below) / (2 * h), expected, 0.02 * std::sqrt(norm)) << trial;
  }
}

TEST(Differentiate, SumsTheGradientsOfAValueReadTwice) {
  Graph graph;
  const Value x = graph.input("x", {2});
  const Value y = add(add(x, x), leaky_relu(x, 0.5f));
  graph.mark_output("d_x", differentiate(y, {x})[0]);
  Queue queue;
  Parameters none(queue, {});
  Replay replay(queue, Plan(graph), none);
  replay.input("x")[0] = -1;
  replay.input("x")[1] = 1;
  replay.run();
  EXPECT_EQ(replay.output("d_x")[0], 2.5f);
  EXPECT_EQ(replay.output("d_x")[1], 3.0f);
}

TEST(Differentiate, ALossIsTheEndAndHasNoGradientOfItsTargets) {
  Graph graph;
  const Value logits = graph.input("logits", {4, 2});
  const Value targets = graph.input("targets", {4, 2});
  for (const auto& loss : {softmax_cross_entropy, binary_cross_entropy}) {
    const Value y = loss(logits, targets, std::source_location::current());
    EXPECT_THROW(differentiate(y, {targets}), Error);
    EXPECT_NO_THROW(differentiate(y, {logits}));
    EXPECT_THROW(differentiate(add(y, y), {logits}), Error);
  }
}

// Schlueter 2016, section 3.3: a rectifier passes a gradient only where its input and the gradient
// are both positive, and ignores the leak.
TEST(Differentiate, GuidedRuleDropsNegativeGradientsAndTheLeak) {
  Graph graph;
  const Value x = graph.input("x", {2, 2});
  const Value w = graph.parameter({"w", {1, 2}, ParameterRole::kTrainable, {}});
  const Value y = linear(leaky_relu(x, 0.5f), w);
  graph.mark_output("plain", differentiate(y, {x})[0]);
  graph.mark_output("guided", differentiate(y, {x}, RectifierRule::kGuided)[0]);
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  parameters.set_values(0, std::vector<float>{3, -2});
  Replay replay(queue, Plan(graph), parameters);
  const float input[] = {1, 1, -1, -1};
  std::copy_n(input, 4, replay.input("x").begin());
  replay.run();
  const std::vector<float> plain(replay.output("plain").begin(), replay.output("plain").end());
  const std::vector<float> guided(replay.output("guided").begin(), replay.output("guided").end());
  EXPECT_EQ(plain, (std::vector<float>{3, -2, 1.5f, -1}));
  EXPECT_EQ(guided, (std::vector<float>{3, 0, 0, 0}));
}

TEST(Differentiate, FrozenLayersHaveNoGradientAndKeepTheirStatistics) {
  Queue queue;
  TrainedGraph t(queue, {{"A"}});
  const auto count = count_parameters(t.graph.parameters());
  EXPECT_EQ(count.weights - count.trainable, 6 * 9 + 2 * 6);
  // Up to three floats of padding may lie between two parameters.
  EXPECT_GE(t.parameters->num_trainable(), count.trainable);
  EXPECT_LT(t.parameters->num_trainable(),
            count.trainable + 4 * static_cast<std::int64_t>(t.parameters->specs().size()));
  const auto statistic = t.parameters->index_of("A.norm.running_mean");
  const auto other = t.parameters->index_of("B.norm.running_mean");
  t.loss();
  for (const float x : t.parameters->values(statistic)) EXPECT_EQ(x, 0.0f);
  EXPECT_NE(t.parameters->values(other)[0], 0.0f);
}

}  // namespace
}  // namespace cantus
