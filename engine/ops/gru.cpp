#include "engine/ops/gru.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"

namespace cantus {

GruShape Gru::kernel_shape(const Shape& x, const Shape& recurrent) const {
  return {.n = x[0],
          .t = x[1],
          .num_inputs = x[2],
          .num_units = recurrent[2],
          .reset = reset_,
          .precision = precision_};
}

std::vector<TensorSpec> Gru::infer(std::span<const Shape> in) const {
  require_fit(in[0].rank() == 3, "input is " + to_string(in[0]) + ", not [n, t, inputs]");
  require_fit(in[2].rank() == 3, "recurrent weight is " + to_string(in[2]));
  const std::int64_t units = in[2][2];
  require_fit(in[1] == Shape{2, 3 * units, in[0][2]} && in[2] == Shape{2, 3 * units, units} &&
                  in[3] == Shape{2, 3 * units},
              "weights " + to_string(in[1]) + ", " + to_string(in[2]) + ", " + to_string(in[3]) +
                  " do not fit input " + to_string(in[0]));
  const GruShape shape = kernel_shape(in[0], in[2]);
  return {{{shape.n, shape.t, 2 * units}}, {Shape{gru_gates_size(shape)}}};
}

std::size_t Gru::scratch_bytes(Queue& queue, std::span<const Shape> in) const {
  return gru_forward_scratch_bytes(queue, kernel_shape(in[0], in[2]));
}

void Gru::run(Queue& queue, const Io& io) const {
  gru_forward(queue, kernel_shape(io.in_shape(0), io.in_shape(2)), io.in(0), io.in(1), io.in(2),
              io.in(3), io.out(0), io.out(1));
}

void Gru::differentiate(GradientContext& context) const {
  const Value x = context.input(0);
  const GruShape shape = kernel_shape(x.shape(), context.input(2).shape());
  const auto op = function_op(
      "gru_backward",
      {{x.shape()},
       {context.input(1).shape()},
       {context.input(2).shape()},
       {context.input(3).shape()}},
      [shape](Queue& queue, const Io& io) {
        gru_backward(queue, shape, io.in(0), io.in(1), io.in(2), io.in(3), io.in(4), io.in(5),
                     io.out(0), io.out(1), io.out(2), io.out(3));
      },
      [shape](Queue& queue) { return gru_backward_scratch_bytes(queue, shape); });
  const auto d = context.add(op, {x, context.input(1), context.input(2), context.output(0),
                                  context.output(1), context.d_output(0)});
  for (int i = 0; i < 4; ++i) context.set(i, d[i]);
}

std::optional<OpAtPrecision> Gru::at_precision(Precision wanted,
                                               std::span<const TensorSpec> in) const {
  // States, gates and sums are floats at any precision: few, and rounding them adds up over frames.
  const auto products = wanted == Precision::kBfloat16 ? Precision::kTf32 : wanted;
  return OpAtPrecision{std::make_shared<Gru>(reset_, products),
                       std::vector<ElementType>(in.size(), ElementType::kFloat32)};
}

Value gru(Value x, const GruParameters& p, ResetGate reset, std::source_location where) {
  return x.graph().add(std::make_shared<Gru>(reset),
                       {x, p.input_weight, p.recurrent_weight, p.bias}, where)[0];
}

}  // namespace cantus
