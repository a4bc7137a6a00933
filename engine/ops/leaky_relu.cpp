#include "engine/ops/leaky_relu.h"

#include "engine/ops/function_op.h"
#include "engine/passes/differentiate.h"

namespace cantus {

void LeakyRelu::run(Queue& queue, const Io& io) const {
  leaky_relu_forward(queue, io.out_shape(0).num_elements(), slope_, io.in(0), io.out(0));
}

void LeakyRelu::differentiate(GradientContext& context) const {
  const auto kernel = [s = slope_, rule = context.rule()](Queue& queue, const Io& io) {
    leaky_relu_backward(queue, io.out_shape(0).num_elements(), s, rule, io.in(1), io.in(0),
                        io.out(0));
  };
  const auto op = function_op("leaky_relu_backward", {{context.input(0).shape()}}, kernel, {},
                              Aliasing::kMayOverwrite);
  context.set(0, context.add(op, {context.d_output(0), context.output(0)})[0]);
}

Value leaky_relu(Value x, float slope, std::source_location where) {
  return x.graph().add(std::make_shared<LeakyRelu>(slope), {x}, where)[0];
}

}  // namespace cantus
