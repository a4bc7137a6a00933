#include "engine/passes/unroll_in_time.h"

#include <gtest/gtest.h>

#include "engine/layers/builder.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/set_precision.h"
#include "engine/replay.h"
#include "tests/engine/passes/stretch_outputs.h"

namespace cantus {
namespace {

struct Recording : ExcerptGraph {
  explicit Recording(std::int64_t num_frames) : ExcerptGraph(7, num_frames, 9) {}

  void expect_same_outputs(Value y) {
    graph.mark_output("y", y);
    auto unrolled = unroll_in_time(graph, "x");
    ASSERT_TRUE(unrolled);
    cantus::expect_same_outputs(graph, *unrolled);
  }
};

// Successive pools of different windows and strides: rows end up 2 x 3 frames apart. The frames
// that a pool leaves over at an excerpt's end (here 0 to 5) belong to no output.
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

// Windows that overlap: the stride is smaller than the window.
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

// The CPU does not compute in TF32: if the precision is kept, it refuses.
TEST(UnrollInTime, ADenseLayerKeepsItsPrecision) {
  const auto plan_at = [](Precision precision) {
    Recording r(5);
    r.graph.mark_output("y", dense_layer(r.builder, "A", r.x, {.num_units = 2}));
    const Graph unrolled = *unroll_in_time(set_precision(r.graph, precision), "x");
    Queue queue({}, 1);
    Parameters parameters(queue, unrolled.parameters());
    Replay(queue, Plan(unrolled), parameters);
  };
  EXPECT_NO_THROW(plan_at(Precision::kFloat32));
  EXPECT_THROW(plan_at(Precision::kTf32), Error);
}

// A stretch lacks the zeros around an excerpt, and columns are not one excerpt's result.
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
