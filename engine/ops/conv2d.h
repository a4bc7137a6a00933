#pragma once

#include <source_location>

#include "engine/graph.h"
#include "engine/ops/storage.h"
#include "kernels/conv2d/conv2d.h"

namespace cantus {

struct Conv2dOptions {
  Padding padding = Padding::kValid;
  std::int64_t dilation_t = 1;
  float slope = 1;  // leaky ReLU behind it, for inference; 1 = none
  Precision precision = Precision::kFloat32;
};

// Convolution (correlation) over time and frequency.
//   x [n, t, f, c_in], weight [c_out, k_t, k_f, c_in], bias [c_out] or none -> [n, t', f', c_out]
Value conv2d(Value x, Value weight, Value bias, const Conv2dOptions& options,
             std::source_location where = std::source_location::current());

class Conv2d final : public Op {
 public:
  explicit Conv2d(const Conv2dOptions& options) : options_(options) {}
  const Conv2dOptions& options() const { return options_; }
  Conv2dShape kernel_shape(const Shape& x, const Shape& weight) const;
  // The storage of input, weight and output.
  ElementType storage() const { return storage_at(options_.precision); }

  std::string name() const override { return "conv2d"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override;

 private:
  Conv2dOptions options_;
};

// The gradient of a convolution's input, from its weight and the gradient of its output.
Value conv2d_backward_data(Value weight, Value d_y, const Conv2dShape& shape,
                           std::source_location where = std::source_location::current());

class Conv2dBackwardData final : public Op {
 public:
  explicit Conv2dBackwardData(const Conv2dShape& shape) : shape_(shape) {}
  const Conv2dShape& shape() const { return shape_; }

  std::string name() const override { return "conv2d_backward_data"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;

 private:
  // The storage of the weight and the gradients.
  ElementType storage() const { return storage_at(shape_.precision); }
  Conv2dShape shape_;
};

}  // namespace cantus
