#include "engine/ops/linear.h"

#include "engine/gradient_context.h"
#include "engine/ops/cast.h"
#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"

namespace cantus {
namespace {

// The product, in float, of two factors in the storage of the precision. The second factor begins
// at element `first` of input 1.
void multiply(Queue& queue, const GemmShape& shape, const Io& io, std::int64_t first = 0) {
  in_storage(storage_at(shape.precision), [&]<typename T>() {
    gemm(queue, shape, io.in<T>(0), io.in<T>(1) + first, io.out(0));
  });
}

std::shared_ptr<const Op> gemm_op(const std::string& label, const Shape& out,
                                  const GemmShape& shape) {
  return function_op(
      label, {{out}}, [shape](Queue& queue, const Io& io) { multiply(queue, shape, io); },
      [shape](Queue& queue) { return gemm_scratch_bytes(queue, shape); });
}

}  // namespace

std::vector<TensorSpec> Linear::infer(std::span<const Shape> in) const {
  require_fit(in[0].rank() >= 1 && in[1].rank() == 2,
              "weight is " + to_string(in[1]) + ", not a matrix");
  require_fit(in[0].row_elements() == in[1][1],
              "a sample of " + to_string(in[0]) + " has " + std::to_string(in[0].row_elements()) +
                  " elements, weight " + to_string(in[1]) + " takes " + std::to_string(in[1][1]));
  return {{{in[0][0], in[1][0]}}};
}

GemmShape Linear::forward_shape(const Shape& x, const Shape& weight) const {
  return {.m = x[0], .n = weight[0], .k = weight[1], .transpose_b = true, .precision = precision_};
}

std::size_t Linear::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return gemm_scratch_bytes(queue, forward_shape(in[0], in[1]));
}

void Linear::run(Queue& queue, const Io& io) const {
  multiply(queue, forward_shape(io.in_shape(0), io.in_shape(1)), io);
}

void Linear::differentiate(GradientContext& context) const {
  const Value x = context.input(0);
  const Value weight = context.input(1);
  const Value d_y = cast(context.d_output(0), x.type(), context.where());
  const std::int64_t n = x.shape()[0];
  const std::int64_t units = weight.shape()[0];
  const std::int64_t elements = weight.shape()[1];
  // The weight gradient first: after it, the memory of x is free for the gradient of x.
  if (context.wants(1)) {
    const GemmShape shape{
        .m = units, .n = elements, .k = n, .transpose_a = true, .precision = precision_};
    context.set(
        1, context.add(gemm_op("linear_backward_weights", weight.shape(), shape), {d_y, x})[0]);
  }
  if (context.wants(0)) {
    const auto op = std::make_shared<LinearBackwardData>(x.shape(), 0, precision_);
    context.set(0, context.add(op, {d_y, weight})[0]);
  }
}

std::vector<TensorSpec> LinearBackwardData::infer(std::span<const Shape> in) const {
  require_fit(in[0][0] == x_[0] && in[0][1] == in[1][0] && first_ + x_.row_elements() <= in[1][1],
              "gradient " + to_string(in[0]) + " and weight " + to_string(in[1]) +
                  " are not of a layer that reads " + to_string(x_));
  return {{x_}};
}

GemmShape LinearBackwardData::shape(const Shape& weight) const {
  return {.m = x_[0],
          .n = x_.row_elements(),
          .k = weight[0],
          .ldb = weight[1],
          .precision = precision_};
}

std::size_t LinearBackwardData::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return gemm_scratch_bytes(queue, shape(in[1]));
}

void LinearBackwardData::run(Queue& queue, const Io& io) const {
  multiply(queue, shape(io.in_shape(1)), io, first_);
}

// Factors in bfloat16; the outputs are few and stay floats.
std::optional<OpAtPrecision> Linear::at_precision(Precision precision,
                                                  std::span<const TensorSpec> in) const {
  return OpAtPrecision{std::make_shared<Linear>(precision),
                       std::vector<ElementType>(in.size(), storage_at(precision))};
}

Value linear(Value x, Value weight, std::source_location where) {
  return x.graph().add(std::make_shared<Linear>(), {x, weight}, where)[0];
}

}  // namespace cantus
