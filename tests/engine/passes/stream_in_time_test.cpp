#include "engine/passes/stream_in_time.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/layers/builder.h"
#include "engine/ops/add.h"
#include "engine/ops/constant.h"
#include "engine/ops/frame_mean.h"
#include "engine/ops/glu.h"
#include "engine/ops/max_pool.h"
#include "engine/ops/reshape.h"
#include "tests/engine/passes/stretch_outputs.h"
#include "tests/support/farther.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

constexpr std::int64_t kBands = 8;

// A small network of all ops that stream: gated convolutions, a pool over bands, a recurrent layer.
Value columns_of(Builder& builder, Value x) {
  x = conv2d_layer(builder, "A", x, {.num_channels = 6, .padding = Padding::kSame, .bias = true});
  x = max_pool(glu(x), {.window_f = 2, .stride_f = 2});
  x = conv2d_layer(builder, "B", x, {.num_channels = 4, .padding = Padding::kSame});
  const Shape maps = x.shape();
  x = reshape(x, {maps[0], maps[1], maps[2] * maps[3]});
  return gru_layer(builder, "C", x, 5, ResetGate::kBefore);
}

Graph recorded(std::int64_t num_excerpts, std::int64_t num_frames, bool ends_in_states) {
  Graph graph;
  Builder builder(graph, Mode::kInference);
  const Value x = graph.input("x", {num_excerpts, num_frames, kBands, 1});
  const Value columns = columns_of(builder, x);
  graph.mark_output("y", ends_in_states ? last_states(columns) : columns);
  return graph;
}

void expect_near(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5) << i;
}

// The slow definition: the stretch is one long excerpt from whose columns the excerpts are cut.
TEST(StreamInTime, IsTheNetworkOverTheWholeStretch) {
  constexpr std::int64_t kExcerpts = 6, kFrames = 7, kStretch = kExcerpts + kFrames - 1;
  const auto stretch = testing::noise(kStretch * kBands, 9);
  Graph whole = recorded(1, kStretch, false);
  const auto columns = outputs_of(whole, stretch);
  Graph streamed = stream_in_time(recorded(kExcerpts, kFrames, false), "x");
  expect_near(outputs_of(streamed, stretch), excerpts_of(columns, kExcerpts, kFrames, 10));

  std::vector<float> states;
  for (std::int64_t e = 0; e < kExcerpts; ++e) {
    const auto last = columns.begin() + (e + kFrames - 1) * 10, first = columns.begin() + e * 10;
    states.insert(states.end(), last, last + 5);
    states.insert(states.end(), first + 5, first + 10);
  }
  Graph decided = stream_in_time(recorded(kExcerpts, kFrames, true), "x");
  expect_near(outputs_of(decided, stretch), states);
  testing::expect_lines_of_tests(streamed);
  testing::expect_lines_of_tests(decided);
}

TEST(StreamInTime, IsExactForOneExcerptAndAnApproximationForMore) {
  for (const std::int64_t num_excerpts : {1, 9}) {
    Graph graph = recorded(num_excerpts, 9, true);
    Graph streamed = stream_in_time(graph, "x");
    const auto stretch = testing::noise((num_excerpts + 8) * kBands, 9);
    const auto expected = outputs_of(graph, excerpts_of(stretch, num_excerpts, 9, kBands));
    const auto found = outputs_of(streamed, stretch);
    ASSERT_EQ(found.size(), expected.size());
    double largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
      largest = testing::farther(largest, std::fabs(found[i] - expected[i]));
    if (num_excerpts == 1) {
      EXPECT_LT(largest, 1e-6f);
    } else {
      EXPECT_GT(largest, 1e-4f);
      EXPECT_LT(largest, 0.5f);
    }
  }
}

const Shape kFour{4, 6, kBands, 1};

void expect_the_same_of_excerpts(Graph& of_four) {
  Graph streamed = stream_in_time(of_four, "x");
  const auto stretch = testing::noise((kFour[0] + kFour[1] - 1) * kBands, 9);
  expect_near(outputs_of(streamed, stretch),
              outputs_of(of_four, excerpts_of(stretch, kFour[0], kFour[1], kBands)));
}

// After an op that mixes columns, excerpts are separate again: an unpadded convolution.
TEST(StreamInTime, EndsWhereColumnsMix) {
  Graph graph;
  Builder builder(graph, Mode::kInference);
  const Value x = graph.input("x", kFour);
  graph.mark_output("y", conv2d_layer(builder, "A", x, {.num_channels = 3}));
  expect_the_same_of_excerpts(graph);
}

// So does a reshape whose rows mix frames and bands.
TEST(StreamInTime, EndsWhereARowIsNoFrame) {
  Graph graph;
  const Value x = graph.input("x", kFour);
  graph.mark_output("y", reshape(x, {kFour[0], kFour[1] * kFour[2], 1}));
  expect_the_same_of_excerpts(graph);
}

// A constant is a node that reads nothing.
TEST(StreamInTime, ConstantsStay) {
  Graph graph;
  const Value x = graph.input("x", kFour);
  graph.mark_output("y", add(x, constant(graph, x.shape(), 3)));
  expect_the_same_of_excerpts(graph);
}

}  // namespace
}  // namespace cantus
