#include "engine/passes/unroll_in_time.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/layers/builder.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "tests/engine/passes/stretch_outputs.h"

namespace cantus {
namespace {

constexpr std::int64_t kExcerpts = 7;
constexpr std::int64_t kBands = 9;

struct Recording {
  explicit Recording(std::int64_t num_frames)
      : builder(graph, Mode::kInference), x(graph.input("x", {kExcerpts, num_frames, kBands, 1})) {}

  Value convolve(const char* layer, Value from, Conv2dLayer options) {
    options.num_channels = 6;
    return conv2d_layer(builder, layer, from, options);
  }
  // The graph on excerpts that overlap, and what the pass makes of it on their stretch.
  void expect_same_outputs(Value y) {
    graph.mark_output("y", y);
    const std::int64_t num_frames = x.shape()[1];
    auto unrolled = unroll_in_time(graph, "x");
    ASSERT_TRUE(unrolled);
    const auto stretch = noise((kExcerpts + num_frames - 1) * kBands);
    const auto excerpts = excerpts_of(stretch, kExcerpts, num_frames, kBands);
    const auto expected = outputs_of(graph, excerpts);
    const auto found = outputs_of(*unrolled, stretch);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(found[i], expected[i], 1e-5f * (1 + std::fabs(expected[i]))) << i;
  }

  Graph graph;
  Builder builder;
  Value x;
};

// Pools of several windows and strides one behind the other: rows end up 2 x 3 frames apart. What
// a pool leaves over at an excerpt's end (here 0 to 5 frames) is nobody's.
TEST(UnrollInTime, PoolsBehindPools) {
  for (std::int64_t num_frames = 22; num_frames < 28; ++num_frames) {
    Recording r(num_frames);
    Value x = r.convolve("A", r.x, {.bias = true});
    x = max_pool(leaky_relu(x, 0.1f), {.window_t = 2, .stride_t = 2});
    x = glu(r.convolve("B", x, {.k_t = 2}));
    x = max_pool(x, {.window_t = 3, .window_f = 2, .stride_t = 3, .stride_f = 2});
    r.expect_same_outputs(dense_layer(r.builder, "C", x, {.num_units = 4}));
  }
}

// Windows that overlap: a stride that is not the window.
TEST(UnrollInTime, PoolsThatOverlap) {
  Recording r(16);
  Value x = max_pool(r.x, {.window_t = 3, .stride_t = 2});
  x = r.convolve("A", x, {.k_t = 4});
  r.expect_same_outputs(dense_layer(r.builder, "B", x, {.num_units = 4}));
}

TEST(UnrollInTime, DenseLayersOverExcerpts) {
  Recording r(5);
  Value x = dense_layer(r.builder, "A", r.x, {.num_units = 8});
  r.expect_same_outputs(dense_layer(r.builder, "B", leaky_relu(x, 0.1f), {.num_units = 2}));
}

// Zeros around an excerpt are not in the stretch, and columns are not an excerpt's result.
TEST(UnrollInTime, RefusesWhatHasNoSuchForm) {
  Recording padded(9);
  const Value x = padded.convolve("A", padded.x, {.padding = Padding::kSame});
  padded.graph.mark_output("y", dense_layer(padded.builder, "B", x, {.num_units = 2}));
  EXPECT_FALSE(unroll_in_time(padded.graph, "x"));
  Recording columns(9);
  columns.graph.mark_output("y", columns.convolve("A", columns.x, {}));
  EXPECT_FALSE(unroll_in_time(columns.graph, "x"));
}

}  // namespace
}  // namespace cantus
