#include "engine/plan.h"

#include <gtest/gtest.h>

#include "engine/ops/add.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/reshape.h"
#include "engine/replay.h"

namespace cantus {
namespace {

TEST(Plan, DropsNodesThatNoOutputNeeds) {
  Graph graph;
  const Value x = graph.input("x", {4});
  leaky_relu(x, 0.5f);
  graph.mark_output("y", add(x, x));
  EXPECT_EQ(Plan(graph).every_run().size(), 1u);
}

TEST(Plan, OverwritesInputsThatNobodyReadsAgain) {
  Graph graph;
  const Value x = graph.input("x", {1024});
  const Value a = leaky_relu(x, 0.5f);
  graph.mark_output("y", leaky_relu(leaky_relu(a, 0.5f), 0.5f));
  EXPECT_EQ(Plan(graph).arena_bytes(), 2 * 4096) << "the input, and one buffer for the chain";
}

TEST(Plan, KeepsInputsThatAreReadLater) {
  Graph graph;
  const Value x = graph.input("x", {2});
  const Value a = leaky_relu(x, 0.5f);
  const Value b = leaky_relu(a, 0.5f);
  graph.mark_output("y", add(a, b));
  Queue queue;
  Parameters none(queue, {});
  Replay replay(queue, Plan(graph), none);
  replay.input("x")[0] = -8;
  replay.input("x")[1] = 8;
  replay.run();
  EXPECT_EQ(replay.output("y")[0], -4 - 2);
  EXPECT_EQ(replay.output("y")[1], 16);
}

TEST(Plan, AViewCostsNoMemoryAndKeepsItsSourceAlive) {
  Graph graph;
  const Value x = graph.input("x", {2, 2});
  const Value a = leaky_relu(x, 0.5f);
  const Value flat = reshape(a, {4});
  const Value b = leaky_relu(a, 0.5f);  // must not overwrite what `flat` still shows
  graph.mark_output("flat", flat);
  graph.mark_output("b", b);
  Queue queue;
  Parameters none(queue, {});
  Replay replay(queue, Plan(graph), none);
  for (float& v : replay.input("x")) v = -4;
  replay.run();
  EXPECT_EQ(replay.output("flat")[3], -2);
  EXPECT_EQ(replay.output("b")[3], -1);
}

}  // namespace
}  // namespace cantus
