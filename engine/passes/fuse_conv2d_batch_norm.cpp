#include "engine/passes/fuse_conv2d_batch_norm.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/conv2d_batch_norm.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

// The convolution that a batch norm alone reads.
Pattern convolution_before(const Rewrite& rewrite, const std::vector<bool>& depends,
                           const Node& node) {
  if (as<BatchNormTraining>(node) == nullptr) return {};
  const Node* layer = rewrite.sole_producer(node.inputs[0]);
  if (layer == nullptr) return {};
  const auto* conv = as<Conv2d>(*layer);
  if (conv == nullptr || conv->options().slope != 1 || layer->inputs.size() != 2) return {};
  const auto shapes = rewrite.from().shapes(layer->inputs);
  const bool suits = conv2d_batch_norm_suits(conv->kernel_shape(shapes[0], shapes[1]));
  return suits && !depends[layer->inputs[0]] ? Pattern{layer} : Pattern{};
}

Value fused(Rewrite& rewrite, const Pattern& before, const Node& norm) {
  const Node& layer = *before[0];
  std::vector<Value> inputs = {rewrite.moved(layer.inputs[0]), rewrite.moved(layer.inputs[1])};
  for (int i = 1; i < 5; ++i) inputs.push_back(rewrite.moved(norm.inputs[i]));
  const auto op =
      std::make_shared<Conv2dBatchNorm>(static_cast<const Conv2d&>(*layer.op).options(),
                                        static_cast<const BatchNormTraining&>(*norm.op).settings());
  return rewrite.to().add(op, inputs, norm.where)[0];
}

}  // namespace

Graph fuse_conv2d_batch_norm(const Graph& graph) {
  // What depends on a parameter may want a gradient.
  std::vector<TensorId> parameters;
  for (std::size_t p = 0; p < graph.parameters().size(); ++p)
    parameters.push_back(graph.parameter_tensor(p));
  const std::vector<bool> depends = dependents(graph, parameters);
  return rewrite_patterns(
      graph,
      [&](const Rewrite& rewrite, const Node& node) {
        return convolution_before(rewrite, depends, node);
      },
      fused);
}

}  // namespace cantus
