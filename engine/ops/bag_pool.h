#pragma once

#include <optional>
#include <source_location>

#include "engine/graph.h"
#include "kernels/bag_pool/bag_pool.h"

namespace cantus {

// One logit per bag of `size` instances that follow each other (kernels/bag_pool/). Attention also
// reads a score per instance; the other poolings take none.
//   logits, scores [n, 1] -> [n / size, 1]
Value bag_pool(Value logits, std::optional<Value> scores, BagPooling pooling, std::int64_t size,
               std::source_location where = std::source_location::current());

}  // namespace cantus
