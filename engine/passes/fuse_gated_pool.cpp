#include "engine/passes/fuse_gated_pool.h"

#include "engine/ops/batch_norm.h"
#include "engine/ops/gated_pool.h"
#include "engine/ops/glu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

bool pools_frequency_alone(const MaxPoolOptions& o) {
  return o.window_t == 1 && o.stride_t == 1 && o.window_f == o.stride_f && o.window_f <= 256;
}

// The batch norm and the gate in front of a pool, when the three are one chain.
Pattern chain_before(const Rewrite& rewrite, const Node& node) {
  const auto* pool = dynamic_cast<const MaxPool*>(node.op.get());
  if (pool == nullptr || !pools_frequency_alone(pool->options())) return {};
  const Node* gate = rewrite.producer(node.inputs[0]);
  if (gate == nullptr || dynamic_cast<const Glu*>(gate->op.get()) == nullptr) return {};
  const Node* norm = rewrite.producer(gate->inputs[0]);
  if (norm == nullptr) return {};
  const auto* training = dynamic_cast<const BatchNormTraining*>(norm->op.get());
  if (training == nullptr || training->settings().slope != 1) return {};
  const bool alone =
      rewrite.num_readers(node.inputs[0]) == 1 && rewrite.num_readers(gate->inputs[0]) == 1;
  return alone ? Pattern{norm, gate} : Pattern{};
}

Value fused(Rewrite& rewrite, const Pattern& chain, const Node& pool) {
  const Node& norm = *chain[0];
  std::vector<Value> inputs;
  for (const TensorId id : norm.inputs) inputs.push_back(rewrite.moved(id));
  const auto& settings = static_cast<const BatchNormTraining&>(*norm.op).settings();
  const auto window = static_cast<const MaxPool&>(*pool.op).options().window_f;
  return rewrite.to().add(std::make_shared<GatedPool>(settings, window), inputs, pool.where)[0];
}

}  // namespace

Graph fuse_gated_pool(const Graph& graph) { return rewrite_patterns(graph, chain_before, fused); }

}  // namespace cantus
