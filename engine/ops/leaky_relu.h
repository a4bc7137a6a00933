#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {

// max(x, slope * x); slope 0 is the plain rectifier. Its gradient follows the rectifier rule of
// `differentiate` (plain or guided).
Value leaky_relu(Value x, float slope,
                 std::source_location where = std::source_location::current());

class LeakyRelu final : public Op {
 public:
  explicit LeakyRelu(float slope) : slope_(slope) {}
  float slope() const { return slope_; }

  std::string name() const override { return "leaky_relu"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override { return {{in[0]}}; }
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
  bool is_by_column() const override { return true; }

 private:
  float slope_;
};

// The gradient of a leaky ReLU's input, from the gradient of its output and the output y, which has
// the input's sign.
class LeakyReluBackward final : public Op {
 public:
  LeakyReluBackward(float slope, RectifierRule rule) : slope_(slope), rule_(rule) {}
  float slope() const { return slope_; }
  RectifierRule rule() const { return rule_; }

  std::string name() const override { return "leaky_relu_backward"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override { return {{in[0]}}; }
  void run(Queue& queue, const Io& io) const override;
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }

 private:
  float slope_;
  RectifierRule rule_;
};

}  // namespace cantus
