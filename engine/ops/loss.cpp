#include "engine/ops/loss.h"

#include "engine/ops/function_op.h"
#include "engine/passes/differentiate.h"
#include "kernels/loss/binary_cross_entropy.h"
#include "kernels/loss/softmax_cross_entropy.h"

namespace cantus {
namespace {

void check_targets(std::span<const Shape> in) {
  fits(in[0].rank() == 2 && in[0] == in[1],
       "logits " + to_string(in[0]) + " and targets " + to_string(in[1]) + " differ");
}

void require_given_targets(const GradientContext& context) {
  CANTUS_REQUIRE(!context.wants(1), "a loss has no gradient of its targets");
}

// Both losses have two outputs: the loss, and its gradient in the logits, which the same kernel
// makes. Where the loss is what is differentiated, that gradient is the answer.
struct SoftmaxCrossEntropy final : Op {
  std::string name() const override { return "softmax_cross_entropy"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    check_targets(in);
    return {{Shape{1}}, {in[0]}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& x = io.in_shape(0);
    softmax_cross_entropy_forward(queue, x[0], x[1], io.in(0), io.in(1), io.out(0), io.out(1));
  }
  void differentiate(GradientContext& context) const override {
    require_given_targets(context);
    if (context.is_root()) return context.set(0, context.output(1));
    const Shape x = context.input(0).shape();
    const auto op =
        function_op("softmax_cross_entropy_backward", {{x}}, [x](Queue& queue, const Io& io) {
          softmax_cross_entropy_backward(queue, x[0], x[1], io.in(0), io.in(1), io.in(2),
                                         io.out(0));
        });
    context.set(0, context.add(op, {context.input(0), context.input(1), context.d_output(0)})[0]);
  }
};

struct BinaryCrossEntropy final : Op {
  std::string name() const override { return "binary_cross_entropy"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    check_targets(in);
    return {{Shape{1}}, {in[0]}};
  }
  void run(Queue& queue, const Io& io) const override {
    binary_cross_entropy_forward(queue, io.in_shape(0).num_elements(), io.in(0), io.in(1),
                                 io.out(0), io.out(1));
  }
  void differentiate(GradientContext& context) const override {
    require_given_targets(context);
    if (context.is_root()) return context.set(0, context.output(1));
    const Shape x = context.input(0).shape();
    const auto op =
        function_op("binary_cross_entropy_backward", {{x}}, [x](Queue& queue, const Io& io) {
          binary_cross_entropy_backward(queue, x.num_elements(), io.in(0), io.in(1), io.in(2),
                                        io.out(0));
        });
    context.set(0, context.add(op, {context.input(0), context.input(1), context.d_output(0)})[0]);
  }
};

}  // namespace

Value softmax_cross_entropy(Value logits, Value targets, std::source_location where) {
  return logits.graph().add(std::make_shared<SoftmaxCrossEntropy>(), {logits, targets}, where)[0];
}

Value binary_cross_entropy(Value logits, Value targets, std::source_location where) {
  return logits.graph().add(std::make_shared<BinaryCrossEntropy>(), {logits, targets}, where)[0];
}

}  // namespace cantus
