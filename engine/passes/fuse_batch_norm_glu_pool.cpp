#include "engine/passes/fuse_batch_norm_glu_pool.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/batch_norm_glu_pool.h"
#include "engine/ops/glu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

bool pools_frequency_alone(const MaxPoolOptions& o) {
  return o.window_t == 1 && o.stride_t == 1 && o.window_f == o.stride_f;
}

// The batch norm and the gate in front of a pool, when the three are one chain.
Pattern chain_before(const Rewrite& rewrite, const Node& node) {
  const auto* pool = as<MaxPool>(node);
  if (pool == nullptr || !pools_frequency_alone(pool->options())) return {};
  const Node* gate = rewrite.sole_producer(node.inputs[0]);
  if (gate == nullptr || as<Glu>(*gate) == nullptr) return {};
  const Node* norm = rewrite.sole_producer(gate->inputs[0]);
  if (norm == nullptr) return {};
  const auto* training = as<BatchNormTraining>(*norm);
  if (training == nullptr || training->settings().slope != 1) return {};
  return {norm, gate};
}

Value fused(Rewrite& rewrite, const Pattern& chain, const Node& pool) {
  const Node& norm = *chain[0];
  const auto& settings = static_cast<const BatchNormTraining&>(*norm.op).settings();
  const auto window = static_cast<const MaxPool&>(*pool.op).options().window_f;
  return rewrite.to().add(std::make_shared<BatchNormGluPool>(settings, window),
                          rewrite.moved(norm.inputs), pool.where)[0];
}

}  // namespace

Graph fuse_batch_norm_glu_pool(const Graph& graph) {
  return rewrite_patterns(graph, chain_before, fused);
}

}  // namespace cantus
