#include "engine/passes/rectify_behind_pool.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/layers/builder.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/differentiate.h"
#include "engine/replay.h"
#include "tests/engine/num_nodes.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

struct Outcome {
  std::vector<float> y, d_x;
};

Outcome run(Graph& graph) {
  const Value x(graph, graph.inputs().at("x"));
  graph.mark_output("d_x", differentiate(graph.output("y"), {x}, RectifierRule::kGuided)[0]);
  Queue queue({}, 1);
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(2);
  Replay replay(queue, Plan(graph), parameters);
  testing::fill_with_noise(replay.input("x"), 7, 0.5f);
  replay.run();
  const auto y = replay.output("y");
  const auto d_x = replay.output("d_x");
  return {{y.begin(), y.end()}, {d_x.begin(), d_x.end()}};
}

// With `read_twice`, the rectified values themselves are an output too.
Graph record(bool read_twice) {
  Graph graph;
  Builder builder(graph, Mode::kInference);
  const Value x = graph.input("x", {2, 9, 11, 1});
  const Value weight =
      graph.parameter({"w", {8, 3, 3, 1}, ParameterRole::kFrozen, Initializer::orthogonal(8)});
  Value y = conv2d(x, weight, Value(), {.slope = 0.1f});
  if (read_twice) graph.mark_output("rectified", y);
  y = max_pool(y, {.window_t = 2, .window_f = 3, .stride_t = 2, .stride_f = 3});
  graph.mark_output("y", dense_layer(builder, "D", y, {.num_units = 3}));
  return graph;
}

TEST(RectifyBehindPool, ChangesNoValueAndNoGradient) {
  Graph before = record(false);
  Graph after = rectify_behind_pool(before);
  ASSERT_EQ(num_nodes(after, "leaky_relu"), 1);
  const Outcome expected = run(before);
  const Outcome found = run(after);
  EXPECT_EQ(found.y, expected.y);
  EXPECT_EQ(found.d_x, expected.d_x);
  EXPECT_GT(*std::max_element(found.d_x.begin(), found.d_x.end()), 0);
}

TEST(RectifyBehindPool, LeavesWhatIsReadTwice) {
  const Graph before = record(true);
  EXPECT_EQ(rectify_behind_pool(before).nodes().size(), before.nodes().size());
}

}  // namespace
}  // namespace cantus
