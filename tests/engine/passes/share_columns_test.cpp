#include "engine/passes/share_columns.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/layers/builder.h"
#include "engine/ops/add.h"
#include "engine/ops/constant.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "tests/engine/passes/stretch_outputs.h"

namespace cantus {
namespace {

constexpr std::int64_t kExcerpts = 6;
constexpr std::int64_t kBands = 8;

// The graph on excerpts that overlap, and what the pass makes of it on their stretch.
void expect_same_outputs(Graph graph, std::int64_t num_frames) {
  Graph shared = share_columns(graph, "x");
  const auto stretch = noise((kExcerpts + num_frames - 1) * kBands);
  const auto excerpts = excerpts_of(stretch, kExcerpts, num_frames, kBands);
  const auto expected = outputs_of(graph, excerpts);
  const auto found = outputs_of(shared, stretch);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 1e-5f * (1 + std::fabs(expected[i]))) << i;
}

struct Recording {
  explicit Recording(std::int64_t num_frames)
      : builder(graph, Mode::kInference), x(graph.input("x", {kExcerpts, num_frames, kBands, 1})) {}

  Value convolve(const char* layer, Value from, Conv2dLayer options) {
    options.num_channels = 6;
    return conv2d_layer(builder, layer, from, options);
  }
  Graph finish(Value y) {
    graph.mark_output("y", y);
    return std::move(graph);
  }

  Graph graph;
  Builder builder;
  Value x;
};

TEST(ShareColumns, KernelsOfSeveralHeights) {
  for (const std::int64_t num_frames : {1, 4, 9, 12}) {
    Recording r(num_frames);
    Value x = r.convolve("A", r.x, {.k_t = 5, .padding = Padding::kSame, .bias = true});
    x = r.convolve("B", x, {.k_t = 1, .k_f = 5, .padding = Padding::kSame});
    x = r.convolve("C", glu(x), {.padding = Padding::kSame});
    expect_same_outputs(r.finish(dense_layer(r.builder, "D", x, {.num_units = 3})), num_frames);
  }
}

// What stands behind the first op of another kind has excerpts: a pool over time, a convolution
// that pads none.
TEST(ShareColumns, EndsWhereColumnsMix) {
  Recording r(9);
  Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  x = max_pool(x, {.window_f = 2, .stride_f = 2});
  x = max_pool(x, {.window_t = 2, .stride_t = 2});
  x = r.convolve("B", x, {.padding = Padding::kSame});
  expect_same_outputs(r.finish(r.convolve("C", x, {})), 9);
}

// Its rows are not neighbours, which alone are shared.
TEST(ShareColumns, EndsAtADilatedConvolution) {
  Recording r(9);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  const Value weight = r.graph.parameter(
      {.name = "w", .shape = {4, 3, 3, 6}, .init = Initializer::glorot_uniform(54, 36)});
  expect_same_outputs(r.finish(conv2d(x, weight, {}, {.padding = Padding::kSame, .dilation_t = 2})),
                      9);
}

TEST(ShareColumns, TensorsReadTwiceAndOutputs) {
  Recording r(7);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  r.graph.mark_output("columns", x);
  r.graph.mark_output("rectified", leaky_relu(x, 0.1f));
  expect_same_outputs(r.finish(r.convolve("B", x, {.padding = Padding::kSame})), 7);
}

// A node that reads nothing.
TEST(ShareColumns, ConstantsStay) {
  Recording r(7);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  expect_same_outputs(r.finish(add(x, constant(r.graph, x.shape(), 3))), 7);
}

TEST(ShareColumns, NothingButExcerpts) {
  Recording r(5);
  expect_same_outputs(r.finish(r.convolve("A", r.x, {})), 5);
}

}  // namespace
}  // namespace cantus
