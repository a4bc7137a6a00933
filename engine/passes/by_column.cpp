#include "engine/passes/by_column.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/bias.h"
#include "engine/ops/glu.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/max_pool.h"

namespace cantus {

bool is_by_column(const Op& op) {
  if (const auto* pool = dynamic_cast<const MaxPool*>(&op))
    return pool->options().window_t == 1 && pool->options().stride_t == 1;
  return dynamic_cast<const LeakyRelu*>(&op) != nullptr ||
         dynamic_cast<const Bias*>(&op) != nullptr ||
         dynamic_cast<const BatchNormInference*>(&op) != nullptr ||
         dynamic_cast<const Glu*>(&op) != nullptr;
}

}  // namespace cantus
