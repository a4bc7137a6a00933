#include "engine/passes/share_columns.h"

#include <map>
#include <utility>

#include "engine/ops/conv2d.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/shared_columns.h"
#include "engine/passes/excerpts.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

Shape stretch_shape(const Graph& graph, const std::string& input) {
  const Shape& x = excerpts_shape(graph, input);
  return {excerpts_columns(graph, input).num_rows(), 1, x[2], x[3]};
}

class SharingPass {
 public:
  SharingPass(const Graph& graph, const std::string& input)
      : graph_(graph), rewrite_(graph, {{input, stretch_shape(graph, input)}}) {
    shared_[graph.inputs().at(input)] = excerpts_columns(graph, input);
  }

  Graph run() {
    for (const Node& node : graph_.nodes()) visit(node);
    for (const auto& [name, id] : graph_.outputs()) restore_excerpts(id, rewrite_.where(id));
    return rewrite_.finish();
  }

 private:
  void visit(const Node& node) {
    const bool is_shared = !node.inputs.empty() && shared_.contains(node.inputs[0]);
    const auto* convolution = as<Conv2d>(node);
    if (is_shared && convolution != nullptr && reaches_beyond(*convolution)) {
      convolve(node, *convolution);
    } else if (is_shared && node.op->is_by_column()) {
      rewrite_.copy(node);
      shared_[node.outputs[0]] = shared_.at(node.inputs[0]);
    } else {
      for (const TensorId id : node.inputs) restore_excerpts(id, node.where);
      rewrite_.copy(node);
    }
  }

  static bool reaches_beyond(const Conv2d& convolution) {
    return convolution.options().padding == Padding::kSame && convolution.options().dilation_t == 1;
  }

  void convolve(const Node& node, const Conv2d& convolution) {
    const SharedColumns from = shared_.at(node.inputs[0]);
    const Shape weight = rewrite_.moved(node.inputs[1]).shape();
    SharedColumns to = from;
    to.reach += static_cast<std::int32_t>(weight[1] / 2);
    Conv2dOptions options = convolution.options();
    options.padding = Padding::kSameBands;
    // By tap, a column is multiplied once, not in every window that holds it. With one input
    // channel, however, the products of the taps are longer than the windows.
    const bool by_tap = weight[1] == 3 && weight[3] > 1;
    rewrite_.replace(node.outputs[0], by_tap ? sum_of_products(node, options, from, to)
                                             : of_windows(node, options, from, to));
    shared_[node.outputs[0]] = to;
  }

  // The gather writes the zeros beyond an excerpt's ends; the convolution still pads the
  // bands.
  Value of_windows(const Node& node, const Conv2dOptions& options, const SharedColumns& from,
                   const SharedColumns& to) {
    const Value weight = rewrite_.moved(node.inputs[1]);
    const auto num_taps = static_cast<std::int32_t>(weight.shape()[1]);
    const Value windows =
        gather_columns(rewrite_.moved(node.inputs[0]), from, to, num_taps, node.where);
    return conv2d(windows, weight, bias_of(node), options, node.where);
  }

  Value sum_of_products(const Node& node, Conv2dOptions options, const SharedColumns& from,
                        const SharedColumns& to) {
    const float slope = std::exchange(options.slope, 1.0f);
    const Value weight = split_taps(rewrite_.moved(node.inputs[1]), node.where);
    const Value products =
        conv2d(rewrite_.moved(node.inputs[0]), weight, Value(), options, node.where);
    const Value sum = sum_taps(products, bias_of(node), from, to, node.where);
    return slope == 1 ? sum : leaky_relu(sum, slope, node.where);
  }

  Value bias_of(const Node& node) const {
    return node.inputs.size() > 2 ? rewrite_.moved(node.inputs[2]) : Value();
  }

  // Makes a tensor [n, t, f, c] again, for all its readers from here on.
  void restore_excerpts(TensorId id, std::source_location where) {
    const auto found = shared_.find(id);
    if (found == shared_.end()) return;
    const Shape& shape = graph_.tensors()[id].spec.shape;
    rewrite_.replace(id, separate_excerpts(rewrite_.moved(id), found->second, shape, where));
    shared_.erase(found);
  }

  const Graph& graph_;
  Rewrite rewrite_;
  std::map<TensorId, SharedColumns> shared_;  // tensors that hold each different column once
};

}  // namespace

Graph share_columns(const Graph& graph, const std::string& input) {
  return SharingPass(graph, input).run();
}

}  // namespace cantus
