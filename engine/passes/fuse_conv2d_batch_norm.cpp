#include "engine/passes/fuse_conv2d_batch_norm.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/batch_norm_glu_pool.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/conv2d_batch_norm.h"
#include "engine/ops/conv2d_batch_norm_glu_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

// The one op in place of a convolution and its only reader; null where there is none.
std::shared_ptr<Op> fused_op(const Graph& graph, const Node& layer, const Node& reader) {
  const auto* conv = as<Conv2d>(layer);
  if (conv == nullptr || conv->options().slope != 1 || layer.inputs.size() != 2) return {};
  const auto shapes = graph.shapes(layer.inputs);
  const Conv2dShape shape = conv->kernel_shape(shapes[0], shapes[1]);
  if (const auto* norm = as<BatchNormTraining>(reader); norm != nullptr) {
    if (!conv2d_batch_norm_suits(shape)) return {};
    return std::make_shared<Conv2dBatchNorm>(conv->options(), norm->settings());
  }
  if (const auto* block = as<BatchNormGluPool>(reader); block != nullptr) {
    if (!conv2d_batch_norm_glu_pool_suits({shape, block->window()})) return {};
    return std::make_shared<Conv2dBatchNormGluPool>(conv->options(), block->settings(),
                                                    block->window());
  }
  return {};
}

Pattern convolution_before(const Rewrite& rewrite, const std::vector<bool>& depends,
                           const Node& node) {
  if (node.inputs.empty()) return {};
  const Node* layer = rewrite.sole_producer(node.inputs[0]);
  if (layer == nullptr || layer->inputs.empty() || depends[layer->inputs[0]]) return {};
  return fused_op(rewrite.from(), *layer, node) ? Pattern{layer} : Pattern{};
}

Value fused(Rewrite& rewrite, const Pattern& before, const Node& norm) {
  const Node& layer = *before[0];
  std::vector<Value> inputs = {rewrite.moved(layer.inputs[0]), rewrite.moved(layer.inputs[1])};
  for (int i = 1; i < 5; ++i) inputs.push_back(rewrite.moved(norm.inputs[i]));
  return rewrite.to().add(fused_op(rewrite.from(), layer, norm), inputs, norm.where)[0];
}

}  // namespace

Graph fuse_conv2d_batch_norm(const Graph& graph) {
  // A convolution whose input depends on a parameter is left alone: that input needs a gradient.
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
