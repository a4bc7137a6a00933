#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/gemm/gemm.h"

namespace cantus {

// A dense layer's product: each sample's elements, flattened, times the transposed weight.
//   x [n, ...], weight [units, elements of a sample of x] -> [n, units]
Value linear(Value x, Value weight, std::source_location where = std::source_location::current());

class Linear final : public Op {
 public:
  explicit Linear(Precision precision = Precision::kFloat32) : precision_(precision) {}
  Precision precision() const { return precision_; }

  std::string name() const override { return "linear"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override;

 private:
  GemmShape forward_shape(const Shape& x, const Shape& weight) const;
  Precision precision_;
};

// The gradient of a dense layer's input, from the weight and the gradient of the layer's output. If
// a sample of `x` has fewer elements than the weight takes, they are those from `first` on.
class LinearBackwardData final : public Op {
 public:
  LinearBackwardData(const Shape& x, std::int64_t first, Precision precision)
      : x_(x), first_(first), precision_(precision) {}
  const Shape& x() const { return x_; }
  std::int64_t first() const { return first_; }
  Precision precision() const { return precision_; }

  std::string name() const override { return "linear_backward_data"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;

 private:
  GemmShape shape(const Shape& weight) const;
  Shape x_;
  std::int64_t first_;
  Precision precision_;
};

}  // namespace cantus
