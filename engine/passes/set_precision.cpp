#include "engine/passes/set_precision.h"

#include <map>

#include "engine/ops/cast.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

class PrecisionPass {
 public:
  PrecisionPass(const Graph& graph, Precision precision)
      : graph_(graph), rewrite_(graph), precision_(precision) {}

  Graph run() {
    for (const Node& node : graph_.nodes()) visit(node);
    for (const auto& [name, id] : graph_.outputs())
      rewrite_.replace(id, in_type(rewrite_.moved(id), ElementType::kFloat32, rewrite_.where(id)));
    return rewrite_.finish();
  }

 private:
  void visit(const Node& node) {
    std::vector<Value> inputs;
    std::vector<TensorSpec> specs;
    for (const TensorId id : node.inputs) {
      inputs.push_back(rewrite_.moved(id));
      specs.push_back({inputs.back().shape(), inputs.back().type()});
    }
    const auto form = node.op->at_precision(precision_, specs);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!form && i == 0 && node.op->keeps_storage()) continue;
      inputs[i] =
          in_type(inputs[i], form ? form->input_types[i] : ElementType::kFloat32, node.where);
    }
    const auto outputs = rewrite_.to().add(form ? form->op : node.op, inputs, node.where);
    for (std::size_t o = 0; o < outputs.size(); ++o) rewrite_.replace(node.outputs[o], outputs[o]);
  }

  // The tensor in a storage, cast once for all its readers. Bytes stay bytes.
  Value in_type(Value value, ElementType type, std::source_location where) {
    if (value.type() == type || value.type() == ElementType::kUint8) return value;
    Value& found = casts_[value.id()];
    if (!found) found = cast(value, type, where);
    return found;
  }

  const Graph& graph_;
  Rewrite rewrite_;
  Precision precision_;
  std::map<TensorId, Value> casts_;  // by tensor: each has only one other storage
};

}  // namespace

Graph set_precision(Graph graph, Precision precision) {
  if (precision == Precision::kFloat32) return graph;
  return PrecisionPass(graph, precision).run();
}

}  // namespace cantus
