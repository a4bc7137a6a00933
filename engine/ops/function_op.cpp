#include "engine/ops/function_op.h"

namespace cantus {

std::shared_ptr<FunctionOp> function_op(std::string label, std::vector<TensorSpec> specs,
                                        FunctionOp::Run kernel, FunctionOp::Scratch scratch,
                                        Aliasing alias) {
  auto op = std::make_shared<FunctionOp>();
  op->label = std::move(label);
  op->specs = std::move(specs);
  op->kernel = std::move(kernel);
  op->scratch = std::move(scratch);
  op->alias = alias;
  return op;
}

}  // namespace cantus
