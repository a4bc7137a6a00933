#include "engine/passes/rectify_behind_pool.h"

#include <utility>

#include "engine/ops/conv2d.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

// The rectified convolution that a pool alone reads.
Pattern convolution_before(const Rewrite& rewrite, const Node& node) {
  if (as<MaxPool>(node) == nullptr) return {};
  const Node* layer = rewrite.sole_producer(node.inputs[0]);
  if (layer == nullptr) return {};
  const auto* conv = as<Conv2d>(*layer);
  return conv != nullptr && conv->options().slope != 1 ? Pattern{layer} : Pattern{};
}

Value rectified_behind(Rewrite& rewrite, const Pattern& before, const Node& pool) {
  const Node& layer = *before[0];
  Conv2dOptions options = static_cast<const Conv2d&>(*layer.op).options();
  const float slope = std::exchange(options.slope, 1.0f);
  Node plain = layer;
  plain.op = std::make_shared<Conv2d>(options);
  rewrite.copy(plain);
  rewrite.copy(pool);
  return leaky_relu(rewrite.moved(pool.outputs[0]), slope, layer.where);
}

}  // namespace

Graph rectify_behind_pool(const Graph& graph) {
  return rewrite_patterns(graph, convolution_before, rectified_behind);
}

}  // namespace cantus
