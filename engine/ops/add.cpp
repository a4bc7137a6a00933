#include "engine/ops/add.h"

#include "engine/gradient_context.h"
#include "kernels/add/add.h"

namespace cantus {
namespace {

struct Add final : Op {
  std::string name() const override { return "add"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0] == in[1], to_string(in[0]) + " and " + to_string(in[1]) + " differ");
    return {{in[0]}};
  }
  void run(Queue& queue, const Io& io) const override {
    add_forward(queue, io.out_shape(0).num_elements(), io.in(0), io.in(1), io.out(0));
  }
  void differentiate(GradientContext& context) const override {
    context.set(0, context.d_output(0));
    context.set(1, context.d_output(0));
  }
  Aliasing aliasing() const override { return Aliasing::kMayOverwrite; }
};

}  // namespace

Value add(Value a, Value b, std::source_location where) {
  return a.graph().add(std::make_shared<Add>(), {a, b}, where)[0];
}

}  // namespace cantus
