#pragma once

#include <source_location>

#include "engine/graph.h"

namespace cantus {

// Gated linear unit over the channels (Hou 2020, eq. 1). x [n, t, f, 2c] -> [n, t, f, c]
Value glu(Value x, std::source_location where = std::source_location::current());

class Glu final : public Op {
 public:
  std::string name() const override { return "glu"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }
  bool is_by_column() const override { return true; }
};

}  // namespace cantus
