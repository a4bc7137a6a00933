#include "engine/passes/unroll_in_time.h"

#include <algorithm>

#include "engine/ops/conv2d.h"
#include "engine/ops/linear.h"
#include "engine/ops/max_pool.h"
#include "engine/ops/sliding_linear.h"
#include "engine/passes/excerpts.h"

namespace cantus {
namespace {

Shape stretch_shape(const Graph& graph, const std::string& input) {
  const Shape& x = excerpts_shape(graph, input);
  return {1, excerpts_columns(graph, input).num_inside(), x[2], x[3]};
}

}  // namespace

Unrolling::Unrolling(const Graph& graph, const std::string& input)
    : graph_(graph),
      num_excerpts_(excerpts_shape(graph, input)[0]),
      rewrite_(graph, {{input, stretch_shape(graph, input)}}) {
  dilations_[graph.inputs().at(input)] = 1;
}

std::int64_t Unrolling::dilation_of(TensorId id) const {
  const auto found = dilations_.find(id);
  return found == dilations_.end() ? 0 : found->second;
}

bool Unrolling::record(const Node& node) {
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    if (dilation_of(node.inputs[i]) > 0) return false;
  const std::int64_t dilation = node.inputs.empty() ? 0 : dilation_of(node.inputs[0]);
  if (dilation > 0) return record_on_stretch(node, dilation);
  rewrite_.copy(node);
  return true;
}

bool Unrolling::record_on_stretch(const Node& node, std::int64_t dilation) {
  Node unrolled = node;
  std::int64_t stride = 1;
  if (const auto* conv = as<Conv2d>(node)) {
    Conv2dOptions options = conv->options();
    if (options.padding != Padding::kValid) return false;
    options.dilation_t *= dilation;
    unrolled.op = std::make_shared<Conv2d>(options);
  } else if (const auto* pool = as<MaxPool>(node)) {
    MaxPoolOptions options = pool->options();
    stride = std::exchange(options.stride_t, 1);
    options.dilation_t *= dilation;
    unrolled.op = std::make_shared<MaxPool>(options);
  } else if (const auto* linear = as<Linear>(node)) {
    const Shape& x = graph_.tensors()[node.inputs[0]].spec.shape;
    if (x.rank() != 4) return false;
    const SlidingLinearOptions options{.num_excerpts = num_excerpts_,
                                       .num_columns = x[1],
                                       .dilation_t = dilation,
                                       .precision = linear->precision()};
    rewrite_.replace(node.outputs[0],
                     sliding_linear(rewrite_.moved(node.inputs[0]), rewrite_.moved(node.inputs[1]),
                                    options, node.where));
    return true;
  } else if (!node.op->is_by_column()) {
    return false;
  }
  rewrite_.copy(unrolled);
  for (const TensorId id : node.outputs) dilations_[id] = dilation * stride;
  return true;
}

std::optional<Graph> Unrolling::finish() {
  const auto& outputs = graph_.outputs();
  const bool any_columns = std::any_of(outputs.begin(), outputs.end(), [&](const auto& output) {
    return dilation_of(output.second) > 0;
  });
  if (any_columns) return std::nullopt;
  return rewrite_.finish();
}

std::optional<Graph> unroll_in_time(const Graph& graph, const std::string& input) {
  Unrolling unrolling(graph, input);
  const auto& nodes = graph.nodes();
  const bool all = std::all_of(nodes.begin(), nodes.end(),
                               [&](const Node& node) { return unrolling.record(node); });
  return all ? unrolling.finish() : std::nullopt;
}

}  // namespace cantus
