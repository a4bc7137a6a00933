#include "engine/ops/loss.h"

#include "engine/gradient_context.h"
#include "kernels/loss/binary_cross_entropy.h"
#include "kernels/loss/softmax_cross_entropy.h"

namespace cantus {
namespace {

// Two outputs: the loss, and its gradient with respect to the logits, made by the same kernel. The
// latter is all that differentiate() needs, as a loss is the end of a graph.
struct Loss final : Op {
  using Run = void (*)(Queue& queue, const Shape& logits, const Io& io);

  std::string label;
  Run kernel;

  Loss(std::string label_given, Run kernel_given)
      : label(std::move(label_given)), kernel(kernel_given) {}
  std::string name() const override { return label; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0].rank() == 2 && in[0] == in[1],
                "logits " + to_string(in[0]) + " and targets " + to_string(in[1]) + " differ");
    return {{Shape{1}}, {in[0]}};
  }
  void run(Queue& queue, const Io& io) const override { kernel(queue, io.in_shape(0), io); }
  void differentiate(GradientContext& context) const override {
    CANTUS_REQUIRE(!context.wants(1), "a loss has no gradient of its targets");
    CANTUS_REQUIRE(context.is_root(), "a loss is what is differentiated");
    context.set(0, context.output(1));
  }
};

void run_softmax(Queue& queue, const Shape& x, const Io& io) {
  softmax_cross_entropy_forward(queue, x[0], x[1], io.in(0), io.in(1), io.out(0), io.out(1));
}

void run_binary(Queue& queue, const Shape& x, const Io& io) {
  binary_cross_entropy_forward(queue, x.num_elements(), io.in(0), io.in(1), io.out(0), io.out(1));
}

Value add(const char* name, Loss::Run kernel, Value logits, Value targets,
          std::source_location where) {
  return logits.graph().add(std::make_shared<Loss>(name, kernel), {logits, targets}, where)[0];
}

}  // namespace

Value softmax_cross_entropy(Value logits, Value targets, std::source_location where) {
  return add("softmax_cross_entropy", run_softmax, logits, targets, where);
}

Value binary_cross_entropy(Value logits, Value targets, std::source_location where) {
  return add("binary_cross_entropy", run_binary, logits, targets, where);
}

}  // namespace cantus
