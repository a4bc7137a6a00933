#include "engine/graph.h"

#include <stdexcept>

#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string place(const std::source_location& where) {
  return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

}  // namespace

const Shape& Value::shape() const { return graph_->tensors()[id_].spec.shape; }
ElementType Value::type() const { return graph_->tensors()[id_].spec.type; }

TensorId Graph::new_tensor(TensorInfo info) {
  tensors_.push_back(std::move(info));
  return static_cast<TensorId>(tensors_.size()) - 1;
}

Value Graph::input(const std::string& name, const Shape& shape) {
  CANTUS_REQUIRE(!inputs_.contains(name), "two inputs are named " + name);
  const TensorId id = new_tensor({{shape}, TensorKind::kInput, name});
  inputs_[name] = id;
  return {*this, id};
}

Value Graph::parameter(const ParameterSpec& spec) {
  for (std::size_t p = 0; p < parameters_.size(); ++p) {
    if (parameters_[p].name != spec.name) continue;
    CANTUS_REQUIRE(parameters_[p].shape == spec.shape, "two parameters are named " + spec.name);
    return {*this, parameter_tensors_[p]};
  }
  const TensorId id = new_tensor({{spec.shape}, TensorKind::kParameter, spec.name});
  parameters_.push_back(spec);
  parameter_tensors_.push_back(id);
  return {*this, id};
}

std::vector<Value> Graph::add(std::shared_ptr<const Op> op, const std::vector<Value>& inputs,
                              std::source_location where) {
  Node node{std::move(op), {}, {}, where};
  for (const Value& value : inputs) {
    CANTUS_REQUIRE(value && &value.graph() == this, node.op->name() + " mixes two graphs");
    node.inputs.push_back(value.id());
  }
  std::vector<TensorSpec> specs;
  try {
    specs = node.op->infer(shapes(node.inputs));
  } catch (const std::invalid_argument& misfit) {
    throw Error(Exit::kBadConfig, place(where), node.op->name() + ": " + misfit.what());
  }
  if (node.op->keeps_storage()) specs[0].type = inputs[0].type();
  std::vector<Value> outputs;
  for (const TensorSpec& spec : specs) {
    node.outputs.push_back(new_tensor({spec, TensorKind::kIntermediate, ""}));
    outputs.emplace_back(*this, node.outputs.back());
  }
  nodes_.push_back(std::move(node));
  return outputs;
}

void Graph::mark_output(const std::string& name, Value value) {
  CANTUS_REQUIRE(value.id() >= 0, "output " + name + " is no tensor");
  outputs_[name] = value.id();
}

Value Graph::output(const std::string& name) {
  const auto found = outputs_.find(name);
  CANTUS_REQUIRE(found != outputs_.end(), "the graph has no output named " + name);
  return {*this, found->second};
}

std::vector<TensorSpec> Graph::specs(const std::vector<TensorId>& ids) const {
  std::vector<TensorSpec> out;
  for (const TensorId id : ids) out.push_back(tensors_[id].spec);
  return out;
}

std::vector<Shape> Graph::shapes(const std::vector<TensorId>& ids) const {
  std::vector<Shape> out;
  for (const TensorId id : ids) out.push_back(tensors_[id].spec.shape);
  return out;
}

std::vector<bool> dependents(const Graph& graph, const std::vector<TensorId>& sources) {
  std::vector<bool> depends(graph.tensors().size(), false);
  for (const TensorId id : sources) depends[id] = true;
  for (const Node& node : graph.nodes()) {
    bool any = false;
    for (const TensorId id : node.inputs) any = any || depends[id];
    if (!any) continue;
    for (const TensorId id : node.outputs) depends[id] = true;
  }
  return depends;
}

}  // namespace cantus
