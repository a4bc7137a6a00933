#include <gtest/gtest.h>

#include <cmath>

#include "engine/ops/add.h"
#include "engine/ops/function_op.h"
#include "engine/replay.h"
#include "tests/support/device_under_test.h"

// A checked device finds any node that computes something else than on the CPU.
namespace cantus {
namespace {

// Writes 1 on the CPU and 1 + 2^-6 on the device; if honest, 1 on both.
void write_one(Queue& queue, bool is_honest, void* to) {
  const bool is_cpu = queue.device().kind == DeviceKind::kCpu;
  const float value = is_cpu || is_honest ? 1.0f : 1.0f + 0x1p-6f;
  queue.memory().copy(to, &value, sizeof value);
  queue.synchronize();
}

class ReplayChecked : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (device_under_test().kind == DeviceKind::kCpu) GTEST_SKIP() << "nothing to compare with";
  }

  static Device checked() {
    Device device = device_under_test();
    device.is_checked = true;
    return device;
  }

  // For a graph that outputs "y".
  static DeviceDifference worst_of(const Graph& graph, PlanOptions options = {}) {
    Queue queue(checked(), 1);
    Parameters parameters(queue, graph.parameters());
    const Plan plan(graph, std::move(options));
    Replay replay(queue, plan, parameters);
    replay.run();
    return queue.worst_difference();
  }

  static void expect_found(const DeviceDifference& worst, const std::string& tensor,
                           double relative) {
    if (GetParam()) {
      EXPECT_EQ(worst.relative, 0) << worst.tensor;
    } else {
      EXPECT_EQ(worst.tensor.substr(0, tensor.size()), tensor);
      EXPECT_EQ(worst.relative, relative);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Nodes, ReplayChecked, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Honest" : "Dishonest"; });

TEST_P(ReplayChecked, WhatANodeGives) {
  Graph graph;
  const auto op = function_op(
      "ones", {{{1}}}, [](Queue& queue, const Io& io) { write_one(queue, GetParam(), io.out(0)); });
  const Value x = graph.input("x", {1});
  graph.mark_output("y", graph.add(op, {x}, std::source_location::current())[0]);
  expect_found(worst_of(graph), "output 0 of ones", 0x1p-6);
}

TEST_P(ReplayChecked, WhatTheCpuLeavesUnwritten) {
  Graph graph;
  const auto op = function_op("ones", {{{1}}}, [](Queue& queue, const Io& io) {
    const bool is_cpu = queue.device().kind == DeviceKind::kCpu;
    if (GetParam() || !is_cpu) write_one(queue, true, io.out(0));
  });
  const Value x = graph.input("x", {1});
  graph.mark_output("y", graph.add(op, {x}, std::source_location::current())[0]);
  expect_found(worst_of(graph), "output 0 of ones", INFINITY);
}

TEST_P(ReplayChecked, WhatANodeChangesInPlace) {
  Graph graph;
  const auto op = function_op("average", {{{1}}}, [](Queue& queue, const Io& io) {
    write_one(queue, true, io.out(0));
    write_one(queue, GetParam(), io.changed(0));
  });
  const Value mean =
      graph.parameter({.name = "mean", .shape = {1}, .role = ParameterRole::kStatistic});
  graph.mark_output("y", graph.add(op, {mean}, std::source_location::current())[0]);
  expect_found(worst_of(graph), "input 0 of average", 0x1p-6);
}

TEST_P(ReplayChecked, WhatRunsOnce) {
  Graph graph;
  const auto op = function_op(
      "fold", {{{1}}}, [](Queue& queue, const Io& io) { write_one(queue, GetParam(), io.out(0)); });
  const Value w = graph.parameter({.name = "w", .shape = {1}});
  const Value folded = graph.add(op, {w}, std::source_location::current())[0];
  graph.mark_output("y", add(graph.input("x", {1}), folded));
  expect_found(worst_of(graph, {.parameters_are_constant = true}), "output 0 of fold", 0x1p-6);
}

TEST_P(ReplayChecked, BytesOfWhichTheOpSaysHow) {
  Graph graph;
  const auto op = std::make_shared<FunctionOp>();
  op->label = "draw";
  op->specs = {{{4}, ElementType::kUint8}, {{1}}};
  op->kernel = [](Queue& queue, const Io& io) {
    write_one(queue, GetParam(), io.out_bytes(0));
    write_one(queue, true, io.out(1));
  };
  op->distance = [](const std::byte* found, const std::byte* expected) {
    return std::equal(found, found + 4, expected) ? 0.0 : 1.0;
  };
  graph.mark_output("y", graph.add(op, {}, std::source_location::current())[1]);
  expect_found(worst_of(graph), "output 0 of draw", 1);
}

}  // namespace
}  // namespace cantus
