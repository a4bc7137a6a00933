#include "engine/ops/probability.h"

#include "engine/ops/function_op.h"
#include "kernels/core/error.h"
#include "kernels/sigmoid/sigmoid.h"
#include "kernels/softmax/softmax.h"

namespace cantus {

Value softmax(Value logits, std::source_location where) {
  const Shape shape = logits.shape();
  CANTUS_REQUIRE(shape.rank() == 2, "logits are " + to_string(shape) + ", not [n, classes]");
  const auto op = function_op("softmax", {{shape}}, [shape](Queue& queue, const Io& io) {
    softmax_forward(queue, shape[0], shape[1], io.in(0), io.out(0));
  });
  return logits.graph().add(op, {logits}, where)[0];
}

Value sigmoid(Value logits, std::source_location where) {
  const auto op = function_op("sigmoid", {{logits.shape()}}, [](Queue& queue, const Io& io) {
    sigmoid_forward(queue, io.in_shape(0).num_elements(), io.in(0), io.out(0));
  });
  return logits.graph().add(op, {logits}, where)[0];
}

}  // namespace cantus
