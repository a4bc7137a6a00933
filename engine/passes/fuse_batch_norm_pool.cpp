#include "engine/passes/fuse_batch_norm_pool.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/batch_norm_pool.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

bool windows_stand_apart(const MaxPoolOptions& o) {
  return o.window_t == o.stride_t && o.window_f == o.stride_f && o.dilation_t == 1;
}

// The batch norm that a pool alone reads.
Pattern norm_before(const Rewrite& rewrite, const Node& node) {
  const auto* pool = as<MaxPool>(node);
  if (pool == nullptr || !windows_stand_apart(pool->options())) return {};
  const Node* norm = rewrite.sole_producer(node.inputs[0]);
  return norm != nullptr && as<BatchNormTraining>(*norm) != nullptr ? Pattern{norm} : Pattern{};
}

Value fused(Rewrite& rewrite, const Pattern& before, const Node& pool) {
  const Node& norm = *before[0];
  const auto& settings = static_cast<const BatchNormTraining&>(*norm.op).settings();
  const auto& options = static_cast<const MaxPool&>(*pool.op).options();
  const auto op = std::make_shared<BatchNormPool>(settings, options.window_t, options.window_f);
  return rewrite.to().add(op, rewrite.moved(norm.inputs), pool.where)[0];
}

}  // namespace

Graph fuse_batch_norm_pool(const Graph& graph) {
  return rewrite_patterns(graph, norm_before, fused);
}

}  // namespace cantus
