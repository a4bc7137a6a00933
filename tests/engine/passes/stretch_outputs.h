#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/layers/builder.h"
#include "engine/replay.h"
#include "tests/engine/lines_of_tests.h"
#include "tests/support/noise.h"

// Shared by the tests of passes that treat the excerpts of a stretch as one piece.
namespace cantus {

// The excerpts that begin at successive frames, end to end.
inline std::vector<float> excerpts_of(const std::vector<float>& stretch, std::int64_t num_excerpts,
                                      std::int64_t num_frames, std::int64_t num_bands) {
  std::vector<float> excerpts;
  for (std::int64_t e = 0; e < num_excerpts; ++e)
    excerpts.insert(excerpts.end(), stretch.begin() + e * num_bands,
                    stretch.begin() + (e + num_frames) * num_bands);
  return excerpts;
}

// All outputs of a graph, end to end, for these values of its input `x`.
inline std::vector<float> outputs_of(Graph& graph, const std::vector<float>& features) {
  Queue queue({}, 1);
  Parameters parameters(queue, graph.parameters());
  parameters.initialize(2);
  Replay replay(queue, Plan(graph, {.parameters_are_constant = true}), parameters);
  std::copy(features.begin(), features.end(), replay.input("x").begin());
  replay.run();
  std::vector<float> all;
  for (const auto& [name, id] : graph.outputs()) {
    const auto found = replay.output(name);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

// A graph being recorded whose input `x` holds some excerpts.
struct ExcerptGraph {
  ExcerptGraph(std::int64_t num_excerpts, std::int64_t num_frames, std::int64_t num_bands)
      : builder(graph, Mode::kInference),
        x(graph.input("x", {num_excerpts, num_frames, num_bands, 1})) {}

  Value convolve(const char* layer, Value from, Conv2dLayer options) {
    options.num_channels = 6;
    return conv2d_layer(builder, layer, from, options);
  }

  Graph graph;
  Builder builder;
  Value x;
};

// Compares the graph on overlapping excerpts with what a pass makes of it on their stretch.
inline void expect_same_outputs(Graph& on_excerpts, Graph& on_stretch) {
  testing::expect_lines_of_tests(on_stretch);
  const Shape& x = on_excerpts.tensors()[on_excerpts.inputs().at("x")].spec.shape;
  const auto stretch = testing::noise((x[0] + x[1] - 1) * x[2], 9);
  const auto expected = outputs_of(on_excerpts, excerpts_of(stretch, x[0], x[1], x[2]));
  const auto found = outputs_of(on_stretch, stretch);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(found[i], expected[i], 1e-5f * (1 + std::fabs(expected[i]))) << i;
}

}  // namespace cantus
