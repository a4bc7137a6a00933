#include "engine/ops/last_states.h"

#include "engine/gradient_context.h"
#include "engine/ops/function_op.h"
#include "kernels/last_states/last_states.h"

namespace cantus {
namespace {

struct LastStates final : Op {
  std::string name() const override { return "last_states"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    fits(in[0].rank() == 3 && in[0][2] % 2 == 0,
         "input is " + to_string(in[0]) + ", not [n, t, 2 units]");
    return {{{in[0][0], in[0][2]}}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    last_states_forward(queue, x[0], x[1], x[2] / 2, io.in(0), io.out(0));
  }
  void differentiate(GradientContext& context) const override {
    const Shape x = context.input(0).shape();
    const auto op = function_op("last_states_backward", {{x}}, [x](Queue& queue, const Io& io) {
      last_states_backward(queue, x[0], x[1], x[2] / 2, io.in(0), io.out(0));
    });
    context.set(0, context.add(op, {context.d_output(0)})[0]);
  }
};

}  // namespace

Value last_states(Value x, std::source_location where) {
  return x.graph().add(std::make_shared<LastStates>(), {x}, where)[0];
}

}  // namespace cantus
