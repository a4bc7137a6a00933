#include "engine/ops/probability.h"

#include "kernels/sigmoid/sigmoid.h"
#include "kernels/softmax/softmax.h"

namespace cantus {
namespace {

struct Softmax final : Op {
  std::string name() const override { return "softmax"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0].rank() == 2, "input is " + to_string(in[0]) + ", not [n, classes]");
    return {{in[0]}};
  }
  void run(Queue& queue, const Io& io) const override {
    const Shape& shape = io.in_shape(0);
    softmax_forward(queue, shape[0], shape[1], io.in(0), io.out(0));
  }
};

struct Sigmoid final : Op {
  std::string name() const override { return "sigmoid"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override { return {{in[0]}}; }
  void run(Queue& queue, const Io& io) const override {
    sigmoid_forward(queue, io.in_shape(0).num_elements(), io.in(0), io.out(0));
  }
};

}  // namespace

Value softmax(Value logits, std::source_location where) {
  return logits.graph().add(std::make_shared<Softmax>(), {logits}, where)[0];
}

Value sigmoid(Value logits, std::source_location where) {
  return logits.graph().add(std::make_shared<Sigmoid>(), {logits}, where)[0];
}

}  // namespace cantus
