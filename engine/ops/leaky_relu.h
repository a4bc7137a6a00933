#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// max(x, slope * x); slope 0 is the plain rectifier. Its gradient follows the rule of the pass
// (plain or guided).
Value leaky_relu(Value x, float slope,
                 std::source_location where = std::source_location::current());

class LeakyRelu final : public Op {
 public:
  explicit LeakyRelu(float slope) : slope_(slope) {}

  std::string name() const override { return "leaky_relu"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override { return {{in[0]}}; }
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }

 private:
  float slope_;
};

}  // namespace cantus
