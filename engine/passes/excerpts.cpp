#include "engine/passes/excerpts.h"

#include "engine/ops/reshape.h"
#include "engine/ops/shared_columns.h"
#include "kernels/core/error.h"

namespace cantus {

const Shape& excerpts_shape(const Graph& graph, const std::string& input) {
  const Shape& x = graph.tensors()[graph.inputs().at(input)].spec.shape;
  CANTUS_REQUIRE(x.rank() == 4, "excerpts are [n, t, f, c]");
  return x;
}

SharedColumns excerpts_columns(const Graph& graph, const std::string& input) {
  const Shape& x = excerpts_shape(graph, input);
  return {static_cast<std::int32_t>(x[0]), static_cast<std::int32_t>(x[1]), 0};
}

Value separate_excerpts(Value columns, const SharedColumns& held, const Shape& shape,
                        std::source_location where) {
  SharedColumns unshared = held;
  unshared.reach = held.num_frames;
  return reshape(gather_columns(columns, held, unshared, 1, where), shape, where);
}

}  // namespace cantus
