#pragma once

#include <optional>
#include <source_location>

#include "engine/graph.h"
#include "kernels/bag_pool/bag_pool.h"

namespace cantus {

// The logits of bags of `size` instances, one after another (kernels/bag_pool/). Attention takes a
// score beside every logit, the others none.
//   logits, scores [n, 1] -> [n / size, 1]
Value bag_pool(Value logits, std::optional<Value> scores, BagPooling pooling, std::int64_t size,
               std::source_location where = std::source_location::current());

}  // namespace cantus
