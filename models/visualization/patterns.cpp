#include "models/visualization/patterns.h"

#include <algorithm>
#include <cmath>

#include "engine/ops/conv2d.h"
#include "engine/ops/glu.h"
#include "engine/passes/differentiate.h"
#include "kernels/core/error.h"
#include "models/networks/fitting_plan.h"

namespace cantus {
namespace {

// The outputs of the gates, first layer first.
std::vector<Value> gated_maps(Graph& graph) {
  std::vector<Value> maps;
  for (const Node& node : graph.nodes()) {
    if (as<Glu>(node) != nullptr) maps.emplace_back(graph, node.outputs[0]);
  }
  return maps;
}

// Records the network on an input "features" and returns the gated maps of `layer`.
Value record_maps(Graph& graph, const Network& network, const std::string& layer) {
  Builder builder(graph, Mode::kInference);
  network.build(builder, graph.input("features", network.input_shape(1)));
  const auto maps = gated_maps(graph);
  const auto named = std::find(network.layers.begin(), network.layers.end(), layer);
  const auto at = static_cast<std::size_t>(named - network.layers.begin());
  if (at >= maps.size()) {
    throw Error(Exit::kUsage, "layer " + layer, "no gated layer of " + network.name,
                maps.empty() ? "glu_cnn or glu_crnn" : "L1 to L" + std::to_string(maps.size()));
  }
  return maps[at];
}

double root_mean_square(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace

void require_gated_layer(const Network& network, const std::string& layer) {
  Graph graph;
  record_maps(graph, network, layer);
}

LayerPatterns::LayerPatterns(Queue& queue, const Network& network, Parameters& parameters,
                             const std::string& layer) {
  Graph graph;
  const Value maps = record_maps(graph, network, layer);
  const Shape shape = maps.shape();
  num_filters_ = static_cast<int>(shape[3]);
  map_size_ = shape[1] * shape[2];
  // A product over the channels with a filter's unit vector selects that filter's map.
  const Value selector = graph.input("selector", {1, 1, 1, num_filters_});
  const Value chosen = conv2d(maps, selector, Value(), {});
  graph.mark_output("map", chosen);
  const Value features(graph, graph.inputs().at("features"));
  graph.mark_output("gradient", differentiate(chosen, {features})[0]);
  replay_ = std::make_unique<Replay>(
      queue, fitting_plan(queue, Plan(std::move(graph), {.parameters_are_constant = true})),
      parameters);
}

void LayerPatterns::run(int filter, const std::vector<float>& input) {
  const auto features = replay_->input("features");
  CANTUS_REQUIRE(features.size() == input.size(), "a pattern is as large as the network's input");
  std::copy(input.begin(), input.end(), features.begin());
  const auto selector = replay_->input("selector");
  std::fill(selector.begin(), selector.end(), 0.0f);
  selector[static_cast<std::size_t>(filter)] = 1;
  replay_->run();
}

double LayerPatterns::last_response() const {
  double sum = 0;
  for (const float value : replay_->output("map")) sum += value;
  return sum / static_cast<double>(map_size_);
}

double LayerPatterns::response(int filter, const std::vector<float>& input) {
  run(filter, input);
  return last_response();
}

FilterPattern LayerPatterns::find(int filter, const PatternSearch& search,
                                  const std::function<void()>& on_step) {
  FilterPattern pattern;
  pattern.input.resize(replay_->input("features").size());
  for (std::size_t k = 0; k < pattern.input.size(); ++k)
    pattern.input[k] = static_cast<float>(search.noise * normal_number(search.seed, 0, k));
  for (int i = 0; i < search.num_steps; ++i) {
    if (on_step) on_step();
    run(filter, pattern.input);
    if (i == 0) pattern.blank_response = last_response();
    const auto gradient = replay_->output("gradient");
    const double length = root_mean_square(gradient);
    if (!(length > 0)) break;  // no change of the input changes the response
    const auto scale = static_cast<float>(search.step / length);
    for (std::size_t k = 0; k < pattern.input.size(); ++k) pattern.input[k] += scale * gradient[k];
  }
  pattern.response = response(filter, pattern.input);
  return pattern;
}

double correlation(const std::vector<float>& a, const std::vector<float>& b) {
  CANTUS_REQUIRE(a.size() == b.size() && !a.empty(), "patterns of one size are compared");
  const auto n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / n;
    mean_b += b[i] / n;
  }
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

}  // namespace cantus
