#include "engine/passes/set_precision.h"

#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

std::vector<TensorSpec> specs_of(const Graph& graph, const std::vector<TensorId>& ids) {
  std::vector<TensorSpec> specs;
  for (const TensorId id : ids) specs.push_back(graph.tensors()[id].spec);
  return specs;
}

}  // namespace

Graph set_precision(Graph graph, Precision precision) {
  if (precision == Precision::kFloat32) return graph;
  Rewrite rewrite(graph);
  for (Node node : graph.nodes()) {
    if (auto form = node.op->at_precision(precision, specs_of(graph, node.inputs)))
      node.op = std::move(form->op);
    rewrite.copy(node);
  }
  return rewrite.finish();
}

}  // namespace cantus
