#include "engine/ops/leaky_relu.h"

#include "engine/gradient_context.h"

namespace cantus {

void LeakyRelu::run(Queue& queue, const Io& io) const {
  leaky_relu_forward(queue, io.out_shape(0).num_elements(), slope_, io.in(0), io.out(0));
}

void LeakyRelu::differentiate(GradientContext& context) const {
  const auto op = std::make_shared<LeakyReluBackward>(slope_, context.rule());
  context.set(0, context.add(op, {context.d_output(0), context.output(0)})[0]);
}

void LeakyReluBackward::run(Queue& queue, const Io& io) const {
  leaky_relu_backward(queue, io.out_shape(0).num_elements(), slope_, rule_, io.in(1), io.in(0),
                      io.out(0));
}

Value leaky_relu(Value x, float slope, std::source_location where) {
  return x.graph().add(std::make_shared<LeakyRelu>(slope), {x}, where)[0];
}

}  // namespace cantus
