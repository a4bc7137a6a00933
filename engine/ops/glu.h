#pragma once

#include <source_location>

#include "engine/graph.h"
#include "engine/ops/storage.h"

namespace cantus {

// Gated linear unit over the channels (Hou 2020, eq. 1). x [n, t, f, 2c] -> [n, t, f, c]
Value glu(Value x, std::source_location where = std::source_location::current());

class Glu final : public Op {
 public:
  explicit Glu(ElementType storage = ElementType::kFloat32) : storage_(storage) {}

  std::string name() const override { return "glu"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override {
    return following<Glu>(precision, in);
  }
  bool is_by_column() const override { return true; }

 private:
  ElementType storage_;  // of input and output
};

}  // namespace cantus
