#include "engine/ops/reshape.h"

#include "engine/ops/function_op.h"
#include "engine/ops/storage.h"
#include "engine/passes/differentiate.h"

namespace cantus {
namespace {

struct Reshape final : Op {
  explicit Reshape(const Shape& s, ElementType t = ElementType::kFloat32) : shape(s), type(t) {}
  Shape shape;
  ElementType type;

  std::string name() const override { return "reshape"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    fits(in[0].num_elements() == shape.num_elements(),
         to_string(in[0]) + " and " + to_string(shape) + " differ in elements");
    return {{shape, type}};
  }
  void run(Queue&, const Io&) const override {}
  void differentiate(GradientContext& context) const override {
    const auto op = std::make_shared<Reshape>(context.input(0).shape(), type);
    context.set(0, context.add(op, {context.d_output(0)})[0]);
  }
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec> in) const override {
    return following<Reshape>(precision, in, shape);
  }
  Aliasing aliasing() const override { return Aliasing::kView; }
};

}  // namespace

Value reshape(Value x, const Shape& shape, std::source_location where) {
  return x.graph().add(std::make_shared<Reshape>(shape), {x}, where)[0];
}

}  // namespace cantus
