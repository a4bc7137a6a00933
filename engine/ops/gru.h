#pragma once

#include <source_location>

#include "engine/graph.h"
#include "engine/op.h"
#include "kernels/gru/gru.h"

namespace cantus {

struct GruParameters {
  Value input_weight;      // [2, 3 units, inputs]: forward and backward direction
  Value recurrent_weight;  // [2, 3 units, units]
  Value bias;              // [2, 3 units]: one input bias per gate
};

// Bidirectional gated recurrent unit over time. x [n, t, inputs] -> [n, t, 2 units]: forward
// direction, then backward.
Value gru(Value x, const GruParameters& parameters, ResetGate reset,
          std::source_location where = std::source_location::current());

// Keeps its input, its states and its gates for the backward pass.
class Gru final : public Op {
 public:
  explicit Gru(ResetGate reset, Precision precision = Precision::kFloat32)
      : reset_(reset), precision_(precision) {}

  std::string name() const override { return "gru"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision wanted,
                                            std::span<const TensorSpec> in) const override;

 private:
  GruShape kernel_shape(const Shape& x, const Shape& recurrent) const;

  ResetGate reset_;
  Precision precision_;
};

}  // namespace cantus
