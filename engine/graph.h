#pragma once

#include <map>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "engine/init.h"
#include "engine/op.h"

namespace cantus {

class Graph;
using TensorId = std::int32_t;

// A tensor of a graph under construction: a handle, cheap to copy.
class Value {
 public:
  Value() = default;
  Value(Graph& graph, TensorId id) : graph_(&graph), id_(id) {}

  explicit operator bool() const { return graph_ != nullptr; }
  Graph& graph() const { return *graph_; }
  TensorId id() const { return id_; }
  const Shape& shape() const;
  ElementType type() const;

 private:
  Graph* graph_ = nullptr;
  TensorId id_ = -1;
};

// What a parameter is to training. Statistics (running means) are changed by forward passes, not by
// the optimizer; frozen weights by nothing.
enum class ParameterRole { kTrainable, kFrozen, kStatistic };

struct ParameterSpec {
  std::string name;  // "L1.conv.weight"
  Shape shape;
  ParameterRole role = ParameterRole::kTrainable;
  Initializer init;
};

enum class TensorKind { kInput, kParameter, kIntermediate };

struct TensorInfo {
  TensorSpec spec;
  TensorKind kind = TensorKind::kIntermediate;
  std::string name;  // of inputs and parameters
};

struct Node {
  std::shared_ptr<const Op> op;
  std::vector<TensorId> inputs;
  std::vector<TensorId> outputs;
  std::source_location where;
};

// The node's op if it is an OpType, else null.
template <class OpType>
const OpType* as(const Node& node) {
  return dynamic_cast<const OpType*>(node.op.get());
}

// A network as data: tensors, the nodes that make them in an order that can be run, parameters and
// named outputs. Recording checks every shape; passes read one graph and write another or append.
class Graph {
 public:
  Value input(const std::string& name, const Shape& shape);
  // Declares a parameter, or returns the one declared before under the same name and shape.
  Value parameter(const ParameterSpec& spec);
  // Appends a node and returns its outputs. Throws Error(kBadConfig) naming `where` when a shape
  // does not fit.
  std::vector<Value> add(std::shared_ptr<const Op> op, const std::vector<Value>& inputs,
                         std::source_location where);
  void mark_output(const std::string& name, Value value);

  const std::vector<TensorInfo>& tensors() const { return tensors_; }
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<ParameterSpec>& parameters() const { return parameters_; }
  const std::map<std::string, TensorId>& inputs() const { return inputs_; }
  const std::map<std::string, TensorId>& outputs() const { return outputs_; }
  TensorId parameter_tensor(std::size_t parameter) const { return parameter_tensors_[parameter]; }
  Value output(const std::string& name);
  // The shapes of some tensors.
  std::vector<Shape> shapes(const std::vector<TensorId>& ids) const;
  std::vector<TensorSpec> specs(const std::vector<TensorId>& ids) const;

 private:
  TensorId new_tensor(TensorInfo info);

  std::vector<TensorInfo> tensors_;
  std::vector<Node> nodes_;
  std::vector<ParameterSpec> parameters_;
  std::vector<TensorId> parameter_tensors_;
  std::map<std::string, TensorId> inputs_;
  std::map<std::string, TensorId> outputs_;
};

// For every tensor, whether it is one of `sources` or depends, directly or not, on one.
std::vector<bool> dependents(const Graph& graph, const std::vector<TensorId>& sources);

}  // namespace cantus
