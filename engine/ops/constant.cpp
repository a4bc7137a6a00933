#include "engine/ops/constant.h"

#include "engine/ops/function_op.h"
#include "kernels/fill/fill.h"

namespace cantus {

Value constant(Graph& graph, const Shape& shape, float value, std::source_location where) {
  const auto op = function_op("constant", {{shape}}, [value](Queue& queue, const Io& io) {
    fill(queue, io.out_shape(0).num_elements(), value, io.out(0));
  });
  return graph.add(op, {}, where)[0];
}

}  // namespace cantus
