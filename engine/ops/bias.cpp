#include "engine/ops/bias.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "kernels/bias/bias.h"

namespace cantus {

std::vector<TensorSpec> Bias::infer(std::span<const Shape> in) const {
  require_fit(in[0].rank() > 0 && in[1] == Shape{in[0][in[0].rank() - 1]},
              "bias " + to_string(in[1]) + " is not one number a channel of " + to_string(in[0]));
  return {{in[0]}};
}

void Bias::run(Queue& queue, const Io& io) const {
  const std::int64_t channels = io.in_shape(1)[0];
  bias_forward(queue, io.in_shape(0).num_elements() / channels, channels, io.in(0), io.in(1),
               io.out(0));
}

void Bias::differentiate(GradientContext& context) const {
  const Value d_y = context.d_output(0);
  context.set(0, d_y);
  if (!context.wants(1)) return;
  const Shape out = context.input(1).shape();
  const std::int64_t channels = out[0];
  const std::int64_t rows = d_y.shape().num_elements() / channels;
  const auto op = function_op(
      "bias_backward", {{out}},
      [rows, channels](Queue& queue, const Io& io) {
        bias_backward(queue, rows, channels, io.in(0), io.out(0));
      },
      [rows, channels](Queue& queue) { return bias_scratch_bytes(queue, rows, channels); });
  context.set(1, context.add(op, {d_y})[0]);
}

Value bias(Value x, Value bias, std::source_location where) {
  return x.graph().add(std::make_shared<Bias>(), {x, bias}, where)[0];
}

}  // namespace cantus
