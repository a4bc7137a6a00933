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
  const Value x = graph.input("x", {16, 16});
  const Value a = leaky_relu(x, 0.5f);
  const Value flat = reshape(a, {256});
  const Value b = leaky_relu(a, 0.5f);  // must not overwrite what `flat` still shows
  graph.mark_output("a", a);
  graph.mark_output("flat", flat);
  graph.mark_output("b", b);
  const Plan plan(graph);
  EXPECT_EQ(plan.arena_bytes(), 2 * 1024) << "`a`, and one buffer for the input and b";
  Queue queue;
  Parameters none(queue, {});
  Replay replay(queue, plan, none);
  for (float& v : replay.input("x")) v = -4;
  replay.run();
  EXPECT_EQ(replay.output("flat")[3], -2);
  EXPECT_EQ(replay.output("b")[3], -1);
}

class ViewOfAParameter : public ::testing::TestWithParam<bool> {};

TEST_P(ViewOfAParameter, ShowsIt) {
  Graph graph;
  const Value x = graph.input("x", {4});
  const Value w = graph.parameter({.name = "w", .shape = {2, 2}});
  const Value flat = reshape(w, {4});
  graph.mark_output("y", add(x, flat));
  graph.mark_output("flat", reshape(flat, {4, 1}));
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  parameters.set_values(0, std::vector<float>{7, 8, 9, 10});
  Replay replay(queue, Plan(graph, {.parameters_are_constant = GetParam()}), parameters);
  for (float& v : replay.input("x")) v = 1;
  replay.run();
  EXPECT_EQ(replay.output("y")[0], 8);
  EXPECT_EQ(replay.output("y")[3], 11);
  EXPECT_EQ(replay.output("flat")[2], 9);
}

INSTANTIATE_TEST_SUITE_P(Plan, ViewOfAParameter, ::testing::Bool());

TEST(Plan, AViewOfAGradientShowsIt) {
  Graph graph;
  const Value x = graph.input("x", {2, 2});
  graph.parameter({.name = "w", .shape = {2, 2}});
  const Value d_w = leaky_relu(x, 0.5f);
  graph.mark_output("flat", reshape(d_w, {4}));
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  std::vector<float> gradients(parameters.num_trainable());
  Replay replay(queue, Plan(graph, {.gradients = {{0, d_w.id()}}}), parameters, gradients.data());
  for (float& v : replay.input("x")) v = 3;
  replay.run();
  EXPECT_EQ(gradients[1], 3);
  EXPECT_EQ(replay.output("flat")[1], 3);
}

// Such a tensor has one place, and each gradient another.
TEST(Plan, RefusesGradientsThatAreViewsOrShared) {
  Graph graph;
  const Value x = graph.input("x", {2, 2});
  graph.parameter({.name = "a", .shape = {4}});
  graph.parameter({.name = "b", .shape = {2, 2}});
  const Value d = leaky_relu(x, 0.5f);
  const Value flat = reshape(d, {4});
  EXPECT_THROW(Plan(graph, {.gradients = {{0, flat.id()}}}), Error);
  EXPECT_THROW(Plan(graph, {.gradients = {{0, d.id()}, {1, d.id()}}}), Error);
}

}  // namespace
}  // namespace cantus
