#include "engine/passes/restrict_to_cone.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/layers/builder.h"
#include "engine/ops/constant.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/linear.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/differentiate.h"
#include "tests/engine/passes/stretch_outputs.h"
#include "tests/support/noise.h"

namespace cantus {
namespace {

constexpr std::int64_t kExcerpts = 5;
constexpr std::int64_t kFrames = 13;
constexpr std::int64_t kCentre = kFrames / 2;
constexpr std::int64_t kBands = 9;

// A network over excerpts whose output d_x is the gradient with respect to them.
struct Recording {
  explicit Recording(std::int64_t num_frames = kFrames)
      : builder(graph, Mode::kInference), x(graph.input("x", {kExcerpts, num_frames, kBands, 1})) {}

  Value convolve(const char* layer, Value from, Conv2dLayer options) {
    options.num_channels = 6;
    return conv2d_layer(builder, layer, from, options);
  }
  Graph finish(Value columns, RectifierRule rule = RectifierRule::kGuided) {
    const Value y = dense_layer(builder, "dense", columns, {.num_units = 1});
    graph.mark_output("d_x", differentiate(y, {x}, rule)[0]);
    return std::move(graph);
  }

  Graph graph;
  Builder builder;
  Value x;
};

bool has_cone(const Graph& graph, std::int64_t frame = kCentre) {
  return restrict_to_cone(graph, "x", "d_x", frame).has_value();
}

// Compares each frame with the slow definition, the same frame of each excerpt's whole gradient.
// Only the frames in [first, last] have a cone.
void expect_frames(Graph graph, std::int64_t first, std::int64_t last) {
  const std::int64_t num_frames = graph.output("d_x").shape()[1];
  const auto stretch = testing::noise((kExcerpts + num_frames - 1) * kBands, 9);
  const auto whole = outputs_of(graph, excerpts_of(stretch, kExcerpts, num_frames, kBands));
  double norm = 0;
  for (std::int64_t frame = 0; frame < num_frames; ++frame) {
    SCOPED_TRACE(frame);
    auto cone = restrict_to_cone(graph, "x", "d_x", frame);
    ASSERT_EQ(cone.has_value(), frame >= first && frame <= last);
    if (!cone) continue;
    const auto found = outputs_of(*cone, stretch);
    ASSERT_EQ(std::ssize(found), kExcerpts * kBands);
    for (std::int64_t i = 0; i < std::ssize(found); ++i) {
      const std::int64_t excerpt = i / kBands, band = i % kBands;
      const float expected = whole[(excerpt * num_frames + frame) * kBands + band];
      ASSERT_NEAR(found[i], expected, 1e-6) << excerpt << " " << band;
      norm += std::fabs(expected);
    }
  }
  EXPECT_GT(norm, 0.1);
}

// Rows 4 to 7 affect no end row of the second convolution's output: one row of the input affects
// three of the first convolution, one or two of the pool and one more of the second.
TEST(RestrictToCone, RowsAreThoseOfTheWholeGradient) {
  for (const RectifierRule rule : {RectifierRule::kPlain, RectifierRule::kGuided}) {
    Recording r;
    Value x = leaky_relu(r.convolve("A", r.x, {.bias = true}), 0.1f);
    x = max_pool(x, {.window_t = 2, .window_f = 3, .stride_t = 2, .stride_f = 3});
    x = leaky_relu(r.convolve("B", x, {.k_t = 2, .k_f = 1}), 0.1f);
    expect_frames(r.finish(x, rule), 4, 7);
  }
}

// Includes the first and last frame of an excerpt when no convolution precedes its ends; the frame
// that a pool leaves over lies in no window.
TEST(RestrictToCone, RowsOfPoolsReachTheEnds) {
  for (const std::int64_t num_frames : {12, 13}) {
    Recording r(num_frames);
    Value x = max_pool(leaky_relu(r.x, 0.1f), {.window_t = 3, .stride_t = 3});
    expect_frames(r.finish(leaky_relu(x, 0.2f)), 0, 11);
  }
}

// Windows with gaps between them: rows outside all windows get no gradient.
TEST(RestrictToCone, RowsBetweenWindowsAreZero) {
  Recording r;
  const Value x = max_pool(r.x, {.window_t = 2, .window_f = 1, .stride_t = 3, .stride_f = 2});
  expect_frames(r.finish(x), 0, 11);
}

TEST(RestrictToCone, RefusesFramesAtTheEndsOfAConvolution) {
  Recording r;
  expect_frames(r.finish(r.convolve("A", r.x, {})), 2, 10);
}

TEST(RestrictToCone, RefusesDilatedConvolutions) {
  for (const std::int64_t dilation_t : {1, 2}) {
    Recording r;
    const Value weight = r.builder.weight("A", "weight", {6, 3, 3, 1}, Initializer::orthogonal(6));
    const Value x = conv2d(r.x, weight, Value(), {.dilation_t = dilation_t});
    EXPECT_EQ(has_cone(r.finish(x)), dilation_t == 1);
  }
}

TEST(RestrictToCone, RefusesPoolsWhoseWindowsOverlapOrAreDilated) {
  const auto of_pool = [](const MaxPoolOptions& options) {
    Recording r;
    return has_cone(r.finish(max_pool(r.x, options)));
  };
  EXPECT_TRUE(of_pool({.window_t = 2, .window_f = 2, .stride_t = 2, .stride_f = 2}));
  EXPECT_FALSE(of_pool({.window_t = 3, .window_f = 2, .stride_t = 2, .stride_f = 2}));
  EXPECT_FALSE(of_pool({.window_t = 2, .window_f = 3, .stride_t = 2, .stride_f = 2}));
  EXPECT_FALSE(of_pool({.window_t = 2, .stride_t = 2, .dilation_t = 2}));
}

// A gate's gradient is not restricted, and a padded convolution has no form on the stretch.
TEST(RestrictToCone, RefusesLayersOfAnotherKind) {
  Recording gated;
  const Value x = glu(gated.convolve("A", gated.x, {}));
  EXPECT_FALSE(has_cone(gated.finish(x)));
  Recording beside;
  const Value padded = beside.convolve("A", beside.x, {.padding = Padding::kSame});
  beside.graph.mark_output("y", dense_layer(beside.builder, "B", padded, {.num_units = 1}));
  EXPECT_FALSE(has_cone(beside.finish(beside.x)));
}

// The stretch has one set of columns for all excerpts.
TEST(RestrictToCone, RefusesOutputsThatAreColumns) {
  Recording r;
  const Value x = r.convolve("A", r.x, {});
  r.graph.mark_output("columns", x);
  EXPECT_FALSE(has_cone(r.finish(x)));
}

// Another reader of the gradient would find only the cone's rows.
TEST(RestrictToCone, RefusesGradientsThatAreReadTwice) {
  const auto of_outputs = [](bool gives_hidden) {
    Recording r;
    const Value hidden = r.convolve("A", r.x, {});
    const Value y = dense_layer(r.builder, "B", hidden, {.num_units = 1});
    const auto d = differentiate(y, {r.x, hidden});
    r.graph.mark_output("d_x", d[0]);
    if (gives_hidden) r.graph.mark_output("d_hidden", d[1]);
    return has_cone(r.graph);
  };
  EXPECT_TRUE(of_outputs(false));
  EXPECT_FALSE(of_outputs(true));
}

// Gradients that no network has, built node by node; d_x comes last.
struct ByHand {
  // The gradient of a dense layer that reads `columns` and `first` elements before them.
  Value of_dense_layer(Shape columns, std::int64_t first = 0) {
    const Value weight = graph.parameter(
        {"weight", {2, first + columns.row_elements()}, ParameterRole::kFrozen, {}});
    const auto op = std::make_shared<LinearBackwardData>(columns, first, Precision::kFloat32);
    return add(op, {constant(graph, {kExcerpts, 2}, 1), weight});
  }
  Value add(std::shared_ptr<const Op> op, const std::vector<Value>& inputs) {
    return graph.add(std::move(op), inputs, std::source_location::current())[0];
  }
  bool has_cone(Value d_x) {
    graph.mark_output("d_x", d_x);
    return cantus::has_cone(graph);
  }

  Graph graph;
  Value x = graph.input("x", {kExcerpts, kFrames, kBands, 1});
  Value other = graph.input("other", {kExcerpts, kFrames, kBands, 1});
};

TEST(RestrictToCone, RefusesGradientsOfPaddedConvolutions) {
  for (const Padding padding : {Padding::kValid, Padding::kSame, Padding::kFullFrames}) {
    ByHand g;
    const Conv2dShape shape{.n = kExcerpts,
                            .t = kFrames,
                            .f = kBands,
                            .c_in = 1,
                            .c_out = 4,
                            .k_t = 3,
                            .k_f = 3,
                            .padding = padding};
    const Value kernel = g.graph.parameter({"kernel", {4, 3, 3, 1}, ParameterRole::kFrozen, {}});
    const Value d_y = g.of_dense_layer({kExcerpts, shape.out_t(), shape.out_f(), 4});
    EXPECT_EQ(g.has_cone(conv2d_backward_data(kernel, d_y, shape)), padding == Padding::kValid);
  }
}

// For a rectifier and a pool that take their values and winners from `from`.
bool has_cone_behind_rectifier(ByHand& g, Value from) {
  const auto op = std::make_shared<LeakyReluBackward>(0.1f, RectifierRule::kPlain);
  return g.has_cone(g.add(op, {g.of_dense_layer(from.shape()), from}));
}

bool has_cone_behind_pool(ByHand& g, Value from) {
  const MaxPoolShape shape{.n = kExcerpts,
                           .t = kFrames,
                           .f = kBands,
                           .c = 1,
                           .window_t = 2,
                           .window_f = 2,
                           .stride_t = 2,
                           .stride_f = 2};
  max_pool(from, {.window_t = 2, .window_f = 2, .stride_t = 2, .stride_f = 2});
  const Value index(g.graph, g.graph.nodes().back().outputs[1]);
  const auto op = std::make_shared<MaxPoolBackward>(shape, ElementType::kFloat32);
  return g.has_cone(g.add(op, {index, g.of_dense_layer(index.shape())}));
}

TEST(RestrictToCone, RefusesWhatTheStretchDoesNotHold) {
  ByHand rectified, rectified_by_other, pooled, pooled_by_other;
  EXPECT_TRUE(has_cone_behind_rectifier(rectified, rectified.x));
  EXPECT_FALSE(has_cone_behind_rectifier(rectified_by_other, rectified_by_other.other));
  EXPECT_TRUE(has_cone_behind_pool(pooled, pooled.x));
  EXPECT_FALSE(has_cone_behind_pool(pooled_by_other, pooled_by_other.other));
}

TEST(RestrictToCone, RefusesDenseLayersThatDoNotReadColumnsFromTheFirst) {
  ByHand whole, states, late;
  EXPECT_TRUE(whole.has_cone(whole.of_dense_layer({kExcerpts, kFrames, kBands, 1})));
  EXPECT_FALSE(states.has_cone(states.of_dense_layer({kExcerpts, 8})));
  EXPECT_FALSE(late.has_cone(late.of_dense_layer({kExcerpts, kFrames, kBands, 1}, kBands)));
}

}  // namespace
}  // namespace cantus
