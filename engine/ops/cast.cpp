#include "engine/ops/cast.h"

#include "engine/gradient_context.h"
#include "kernels/cast/cast.h"

namespace cantus {

std::vector<TensorSpec> Cast::infer(std::span<const Shape> in) const { return {{in[0], type_}}; }

void Cast::run(Queue& queue, const Io& io) const {
  const std::int64_t n = io.in_shape(0).num_elements();
  if (type_ == ElementType::kBfloat16)
    cantus::cast(queue, n, io.in(0), io.out<Bfloat16>(0));
  else
    cantus::cast(queue, n, io.in<Bfloat16>(0), io.out(0));
}

void Cast::differentiate(GradientContext& context) const {
  context.set(0, cast(context.d_output(0), context.input(0).type(), context.where()));
}

Value cast(Value x, ElementType type, std::source_location where) {
  if (x.type() == type) return x;
  return x.graph().add(std::make_shared<Cast>(type), {x}, where)[0];
}

}  // namespace cantus
