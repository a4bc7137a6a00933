#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Adds one bias per channel. x [..., c], bias [c]
Value bias(Value x, Value bias, std::source_location where = std::source_location::current());

class Bias final : public Op {
 public:
  std::string name() const override { return "bias"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
  bool is_by_column() const override { return true; }
};

}  // namespace cantus
