#include "engine/ops/reshape.h"

#include "engine/gradient_context.h"

namespace cantus {

std::vector<TensorSpec> Reshape::infer(std::span<const Shape> in) const {
  require_fit(in[0].num_elements() == shape_.num_elements(),
              to_string(in[0]) + " and " + to_string(shape_) + " differ in elements");
  return {{shape_}};
}

void Reshape::differentiate(GradientContext& context) const {
  const auto op = std::make_shared<Reshape>(context.input(0).shape());
  context.set(0, context.add(op, {context.d_output(0)})[0]);
}

Value reshape(Value x, const Shape& shape, std::source_location where) {
  return x.graph().add(std::make_shared<Reshape>(shape), {x}, where)[0];
}

}  // namespace cantus
