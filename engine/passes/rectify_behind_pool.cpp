#include "engine/passes/rectify_behind_pool.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/ops/conv2d.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

// The rectified convolution that a pool alone reads; null where there is none.
const Node* convolution_before(const Rewrite& rewrite, const Node& node) {
  if (dynamic_cast<const MaxPool*>(node.op.get()) == nullptr) return nullptr;
  const Node* layer = rewrite.producer(node.inputs[0]);
  if (layer == nullptr || rewrite.num_readers(node.inputs[0]) != 1) return nullptr;
  const auto* conv = dynamic_cast<const Conv2d*>(layer->op.get());
  return conv != nullptr && conv->options().slope != 1 ? layer : nullptr;
}

void move_behind(Rewrite& rewrite, const Node& layer, const Node& pool) {
  Conv2dOptions options = static_cast<const Conv2d&>(*layer.op).options();
  const float slope = std::exchange(options.slope, 1.0f);
  Node plain = layer;
  plain.op = std::make_shared<Conv2d>(options);
  rewrite.copy(plain);
  rewrite.copy(pool);
  const Value pooled = rewrite.moved(pool.outputs[0]);
  rewrite.replace(pool.outputs[0], leaky_relu(pooled, slope, layer.where));
}

}  // namespace

Graph rectify_behind_pool(const Graph& graph) {
  Rewrite rewrite(graph);
  std::vector<const Node*> moved;
  for (const Node& node : graph.nodes())
    if (const Node* layer = convolution_before(rewrite, node)) moved.push_back(layer);
  for (const Node& node : graph.nodes()) {
    if (std::find(moved.begin(), moved.end(), &node) != moved.end()) continue;
    if (const Node* layer = convolution_before(rewrite, node))
      move_behind(rewrite, *layer, node);
    else
      rewrite.copy(node);
  }
  return rewrite.finish();
}

}  // namespace cantus
