#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/graph.h"

namespace cantus {

// Copies a graph node by node into a new one; a pass that replaces a pattern records other nodes in
// the pattern's place. Inputs and parameters are moved at once, named outputs by finish().
class Rewrite {
 public:
  // input_shapes: the new shapes of the inputs that the new graph reads in another shape.
  explicit Rewrite(const Graph& from, const std::map<std::string, Shape>& input_shapes = {});

  const Graph& from() const { return from_; }
  Graph& to() { return to_; }
  // The tensor of the new graph that stands for one of the old.
  Value moved(TensorId id) const { return moved_[id]; }
  std::vector<Value> moved(const std::vector<TensorId>& ids) const;
  void replace(TensorId id, Value value) { moved_[id] = value; }
  void copy(const Node& node);
  Graph finish();

  // How often a tensor is read, named outputs included.
  int num_readers(TensorId id) const { return num_readers_[id]; }
  // The node that makes a tensor with a single reader; null for inputs, parameters and all others.
  const Node* sole_producer(TensorId id) const;
  // The line that recorded the node that makes a tensor; for inputs and parameters one of ours.
  std::source_location where(TensorId id) const;

 private:
  const Graph& from_;
  Graph to_;
  std::vector<Value> moved_;
  std::vector<std::ptrdiff_t> producers_;
  std::vector<int> num_readers_;
};

// The nodes that form a pattern together with the node behind them; empty if there is no pattern.
using Pattern = std::vector<const Node*>;

// Copies a graph and replaces patterns in it. `find` returns the part of a pattern that lies before
// a node; `record` records what replaces that part and the node, and returns the value that stands
// for the node's first output.
Graph rewrite_patterns(const Graph& graph,
                       const std::function<Pattern(const Rewrite&, const Node&)>& find,
                       const std::function<Value(Rewrite&, const Pattern&, const Node&)>& record);

}  // namespace cantus
