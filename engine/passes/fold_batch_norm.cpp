#include "engine/passes/fold_batch_norm.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/bias.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/function_op.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/linear.h"
#include "engine/passes/rewrite.h"
#include "kernels/fold_batch_norm/fold_batch_norm.h"

namespace cantus {
namespace {

// The layer that a batch norm folds into: without bias or rectifier, and with no other reader.
Pattern foldable_layer(const Rewrite& rewrite, const Node& node) {
  if (as<BatchNormInference>(node) == nullptr) return {};
  const Node* layer = rewrite.sole_producer(node.inputs[0]);
  if (layer == nullptr) return {};
  const auto* conv = as<Conv2d>(*layer);
  const bool plain_conv =
      conv != nullptr && conv->options().slope == 1 && layer->inputs.size() == 2;
  const bool is_linear = as<Linear>(*layer) != nullptr;
  return plain_conv || is_linear ? Pattern{layer} : Pattern{};
}

// The folded weight and bias, computed from parameters.
std::vector<Value> folded_weights(Rewrite& rewrite, const Node& norm, const Node& layer,
                                  const BatchNormSettings& settings) {
  const Value weight = rewrite.moved(layer.inputs[1]);
  const auto op =
      function_op("fold_batch_norm", {{weight.shape()}, {Shape{weight.shape()[0]}}},
                  [settings](Queue& queue, const Io& io) {
                    const Shape& w = io.in_shape(0);
                    fold_batch_norm(queue, w[0], w.row_elements(), settings, io.in(0), io.in(1),
                                    io.in(2), io.in(3), io.in(4), io.out(0), io.out(1));
                  });
  std::vector<Value> inputs = {weight};
  for (int i = 1; i < 5; ++i) inputs.push_back(rewrite.moved(norm.inputs[i]));
  return rewrite.to().add(op, inputs, norm.where);
}

Value folded_layer(Rewrite& rewrite, const Pattern& before, const Node& norm) {
  const Node& layer = *before[0];
  const auto& settings = static_cast<const BatchNormInference&>(*norm.op).settings();
  const auto weights = folded_weights(rewrite, norm, layer, settings);
  const Value x = rewrite.moved(layer.inputs[0]);
  if (const auto* conv = as<Conv2d>(layer)) {
    Conv2dOptions options = conv->options();
    options.slope = settings.slope;
    return conv2d(x, weights[0], weights[1], options, layer.where);
  }
  const Value product = rewrite.to().add(layer.op, {x, weights[0]}, layer.where)[0];
  const Value y = bias(product, weights[1], layer.where);
  return settings.slope == 1 ? y : leaky_relu(y, settings.slope, norm.where);
}

}  // namespace

Graph fold_batch_norm(const Graph& graph) {
  return rewrite_patterns(graph, foldable_layer, folded_layer);
}

}  // namespace cantus
