#include "engine/passes/unroll_in_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/layers/builder.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "engine/replay.h"
#include "kernels/core/philox.h"

namespace cantus {
namespace {

constexpr std::int64_t kExcerpts = 7;
constexpr std::int64_t kBands = 9;

std::vector<float> noise(std::int64_t n) {
  std::vector<float> values(n);
  for (std::int64_t i = 0; i < n; ++i)
    values[i] = 2 * uniform_from(philox(9, static_cast<std::uint32_t>(i), 0, 0, 0).word[0]) - 1;
  return values;
}

std::vector<float> outputs_of(Graph& graph, const std::vector<float>& features) {
  Queue queue({}, 1);
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(2);
  Replay replay(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  std::copy(features.begin(), features.end(), replay.input("x").begin());
  replay.run();
  const auto found = replay.output("y");
  return {found.begin(), found.end()};
}

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
    std::vector<float> excerpts;
    for (std::int64_t e = 0; e < kExcerpts; ++e)
      excerpts.insert(excerpts.end(), stretch.begin() + e * kBands,
                      stretch.begin() + (e + num_frames) * kBands);
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
