#include "engine/passes/fuse_gated_pool.h"

#include <map>
#include <set>

#include "engine/ops/batch_norm.h"
#include "engine/ops/gated_pool.h"
#include "engine/ops/glu.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

// The batch norm and the gate in front of a pool, when the three are one chain.
struct Chain {
  const Node* norm = nullptr;
  const Node* gate = nullptr;
};

bool pools_frequency_alone(const MaxPoolOptions& o) {
  return o.window_t == 1 && o.stride_t == 1 && o.window_f == o.stride_f && o.window_f <= 256;
}

Chain chain_before(const Rewrite& rewrite, const Node& node) {
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
  return alone ? Chain{norm, gate} : Chain{};
}

Value fused(Rewrite& rewrite, const Chain& chain, const Node& pool) {
  std::vector<Value> inputs;
  for (const TensorId id : chain.norm->inputs) inputs.push_back(rewrite.moved(id));
  const auto& settings = static_cast<const BatchNormTraining&>(*chain.norm->op).settings();
  const auto window = static_cast<const MaxPool&>(*pool.op).options().window_f;
  return rewrite.to().add(std::make_shared<GatedPool>(settings, window), inputs, pool.where)[0];
}

}  // namespace

Graph fuse_gated_pool(const Graph& graph) {
  Rewrite rewrite(graph);
  std::map<const Node*, Chain> chains;
  std::set<const Node*> swallowed;
  for (const Node& node : graph.nodes()) {
    const Chain chain = chain_before(rewrite, node);
    if (chain.norm == nullptr) continue;
    chains[&node] = chain;
    swallowed.insert(chain.norm);
    swallowed.insert(chain.gate);
  }
  for (const Node& node : graph.nodes()) {
    if (swallowed.contains(&node)) continue;
    if (const auto found = chains.find(&node); found != chains.end())
      rewrite.replace(node.outputs[0], fused(rewrite, found->second, node));
    else
      rewrite.copy(node);
  }
  return rewrite.finish();
}

}  // namespace cantus
