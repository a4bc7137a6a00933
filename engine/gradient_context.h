#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/graph.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {

// What an op sees while its gradient is recorded: its own inputs and outputs, the gradients that
// have reached its outputs, and which of its inputs want one.
class GradientContext {
 public:
  RectifierRule rule() const { return rule_; }
  Value input(int i) const { return {*graph_, node_.inputs[i]}; }
  Value output(int i) const { return {*graph_, node_.outputs[i]}; }
  // The gradient of the loss with respect to output i; empty if the loss does not depend on it.
  Value d_output(int i) const { return d_outputs_[i]; }
  // Whether output 0 is the differentiated value itself, so that its gradient is 1.
  bool is_root() const { return is_root_; }
  int num_inputs() const { return static_cast<int>(node_.inputs.size()); }
  bool wants(int i) const { return wanted_[i]; }
  void set(int i, Value d_input) { d_inputs_[i] = d_input; }

  // The source line that errors in a gradient name: the line that built the forward node.
  std::source_location where() const { return node_.where; }
  // Appends a node.
  std::vector<Value> add(std::shared_ptr<const Op> op, const std::vector<Value>& inputs) {
    return graph_->add(std::move(op), inputs, where());
  }

 private:
  friend class Differentiation;
  Graph* graph_ = nullptr;
  RectifierRule rule_ = RectifierRule::kPlain;
  bool is_root_ = false;
  Node node_;
  std::vector<Value> d_outputs_;
  std::vector<bool> wanted_;
  std::vector<Value> d_inputs_;
};

}  // namespace cantus
