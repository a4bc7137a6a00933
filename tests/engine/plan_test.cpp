#include "engine/plan.h"

#include <gtest/gtest.h>

#include "engine/ops/add.h"
#include "engine/ops/dropout.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "engine/ops/reshape.h"
#include "engine/replay.h"
#include "tests/support/holds.h"

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

// Such an op may read an element from one input after it has overwritten it through the other.
TEST(Plan, KeepsAnInputThatIsReadTwiceAtOnce) {
  const auto is_kept = [](bool as_a_view) {
    Graph graph;
    const Value a = leaky_relu(graph.input("x", {1024}), 0.5f);
    const Value y = add(a, as_a_view ? reshape(a, {1024}) : a);
    graph.mark_output("y", y);
    const auto placements = Plan(graph).placements();
    return placements[a.id()].offset != placements[y.id()].offset;
  };
  EXPECT_TRUE(is_kept(false));
  EXPECT_TRUE(is_kept(true));
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

TEST(Plan, AViewOfAGradientIsNotOverwritten) {
  Graph graph;
  const Value x = graph.input("x", {2, 2});
  graph.parameter({.name = "w", .shape = {2, 2}});
  const Value d_w = leaky_relu(x, 0.5f);
  graph.mark_output("y", leaky_relu(reshape(d_w, {4}), 0.5f));
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  std::vector<float> gradients(parameters.num_trainable());
  Replay replay(queue, Plan(graph, {.gradients = {{0, d_w.id()}}}), parameters, gradients.data());
  for (float& v : replay.input("x")) v = -4;
  replay.run();
  EXPECT_EQ(gradients[1], -2);
  EXPECT_EQ(replay.output("y")[1], -1);
}

TEST(Plan, NamesTheParameterThatNothingDependsOn) {
  Graph graph;
  graph.mark_output("y", leaky_relu(graph.input("x", {2}), 0.5f));
  graph.parameter({.name = "unread", .shape = {4}});
  try {
    Plan(graph, {.gradients = {{0, Value().id()}}});
    FAIL() << "there is no such gradient";
  } catch (const Error& error) {
    EXPECT_TRUE(holds(error.what(), "unread"));
  }
}

// Random draws depend on no tensor, and yet they are not constants.
TEST(Plan, WhatReadsTheStepRunsEveryTime) {
  Graph graph;
  const Value w = graph.parameter({.name = "w", .shape = {8, 64}});
  graph.mark_output("y", dropout(w, 0.5f, 1));
  Queue queue;
  Parameters parameters(queue, graph.parameters());
  parameters.set_values(0, std::vector<float>(8 * 64, 1.0f));
  Replay replay(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  const auto run = [&](std::uint64_t step) {
    replay.run({.seed = 7, .step = step});
    const auto y = replay.output("y");
    return std::vector<float>(y.begin(), y.end());
  };
  EXPECT_NE(run(1), run(2));
  EXPECT_EQ(run(1), run(1));
}

TEST(Plan, OutputsThatAreNotFloatsAreRefused) {
  Graph graph;
  const Value x = graph.input("x", {1, 2, 2, 1});
  const Value y = max_pool(x, {.window_t = 2, .window_f = 2});
  graph.mark_output("y", y);
  graph.mark_output("index", {graph, y.id() + 1});
  Queue queue;
  Parameters none(queue, {});
  EXPECT_THROW(Replay(queue, Plan(graph), none), Error);
}

// Such a tensor has one place in memory, but each gradient needs its own.
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
