#include "engine/passes/share_columns.h"

#include <gtest/gtest.h>

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

struct Recording : ExcerptGraph {
  explicit Recording(std::int64_t num_frames) : ExcerptGraph(6, num_frames, 8) {}

  void expect_same_outputs(Value y) {
    graph.mark_output("y", y);
    Graph shared = share_columns(graph, "x");
    cantus::expect_same_outputs(graph, shared);
  }
};

TEST(ShareColumns, KernelsOfSeveralHeights) {
  for (const std::int64_t num_frames : {1, 4, 9, 12}) {
    Recording r(num_frames);
    Value x = r.convolve("A", r.x, {.k_t = 5, .padding = Padding::kSame, .bias = true});
    x = r.convolve("B", x, {.k_t = 1, .k_f = 5, .padding = Padding::kSame});
    x = r.convolve("C", glu(x), {.padding = Padding::kSame});
    r.expect_same_outputs(dense_layer(r.builder, "D", x, {.num_units = 3}));
  }
}

// After the first op of another kind, excerpts are separate: a pool over time, a convolution
// without padding.
TEST(ShareColumns, EndsWhereColumnsMix) {
  Recording r(9);
  Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  x = max_pool(x, {.window_f = 2, .stride_f = 2});
  x = max_pool(x, {.window_t = 2, .stride_t = 2});
  x = r.convolve("B", x, {.padding = Padding::kSame});
  r.expect_same_outputs(r.convolve("C", x, {}));
}

// It reads rows that are not neighbours; only neighbours are shared.
TEST(ShareColumns, EndsAtADilatedConvolution) {
  Recording r(9);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  const Value weight = r.graph.parameter(
      {.name = "w", .shape = {4, 3, 3, 6}, .init = Initializer::glorot_uniform(54, 36)});
  r.expect_same_outputs(conv2d(x, weight, {}, {.padding = Padding::kSame, .dilation_t = 2}));
}

TEST(ShareColumns, TensorsReadTwiceAndOutputs) {
  Recording r(7);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  r.graph.mark_output("columns", x);
  r.graph.mark_output("rectified", leaky_relu(x, 0.1f));
  r.expect_same_outputs(r.convolve("B", x, {.padding = Padding::kSame}));
}

// A constant is a node that reads nothing.
TEST(ShareColumns, ConstantsStay) {
  Recording r(7);
  const Value x = r.convolve("A", r.x, {.padding = Padding::kSame});
  r.expect_same_outputs(add(x, constant(r.graph, x.shape(), 3)));
}

TEST(ShareColumns, NothingButExcerpts) {
  Recording r(5);
  r.expect_same_outputs(r.convolve("A", r.x, {}));
}

}  // namespace
}  // namespace cantus
