#include "engine/ops/leaky_relu.h"

#include "engine/ops/function_op.h"
#include "engine/passes/differentiate.h"

namespace cantus {
namespace {

struct LeakyRelu final : Op {
  explicit LeakyRelu(float s) : slope(s) {}
  float slope;

  std::string name() const override { return "leaky_relu"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override { return {{in[0]}}; }
  void run(Queue& queue, const Io& io) const override {
    leaky_relu_forward(queue, io.out_shape(0).num_elements(), slope, io.in(0), io.out(0));
  }
  void differentiate(GradientContext& context) const override {
    const auto kernel = [s = slope, rule = context.rule()](Queue& queue, const Io& io) {
      leaky_relu_backward(queue, io.out_shape(0).num_elements(), s, rule, io.in(1), io.in(0),
                          io.out(0));
    };
    const auto op = function_op("leaky_relu_backward", {{context.input(0).shape()}}, kernel, {},
                                Aliasing::kMayOverwrite);
    context.set(0, context.add(op, {context.d_output(0), context.output(0)})[0]);
  }
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
};

}  // namespace

Value leaky_relu(Value x, float slope, std::source_location where) {
  return x.graph().add(std::make_shared<LeakyRelu>(slope), {x}, where)[0];
}

}  // namespace cantus
