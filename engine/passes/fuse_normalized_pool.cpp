#include "engine/passes/fuse_normalized_pool.h"

#include <map>
#include <set>

#include "engine/ops/batch_norm.h"
#include "engine/ops/max_pool.h"
#include "engine/ops/normalized_pool.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

bool windows_stand_apart(const MaxPoolOptions& o) {
  return o.window_t == o.stride_t && o.window_f == o.stride_f && o.dilation_t == 1 &&
         o.window_t * o.window_f <= 256;
}

// The batch norm that a pool alone reads; null where there is none.
const Node* norm_before(const Rewrite& rewrite, const Node& node) {
  const auto* pool = dynamic_cast<const MaxPool*>(node.op.get());
  if (pool == nullptr || !windows_stand_apart(pool->options())) return nullptr;
  const Node* norm = rewrite.producer(node.inputs[0]);
  if (norm == nullptr || dynamic_cast<const BatchNormTraining*>(norm->op.get()) == nullptr)
    return nullptr;
  return rewrite.num_readers(node.inputs[0]) == 1 ? norm : nullptr;
}

Value fused(Rewrite& rewrite, const Node& norm, const Node& pool) {
  std::vector<Value> inputs;
  for (const TensorId id : norm.inputs) inputs.push_back(rewrite.moved(id));
  const auto& settings = static_cast<const BatchNormTraining&>(*norm.op).settings();
  const auto& options = static_cast<const MaxPool&>(*pool.op).options();
  const auto op = std::make_shared<NormalizedPool>(settings, options.window_t, options.window_f);
  return rewrite.to().add(op, inputs, pool.where)[0];
}

}  // namespace

Graph fuse_normalized_pool(const Graph& graph) {
  Rewrite rewrite(graph);
  std::map<const Node*, const Node*> norms;
  std::set<const Node*> swallowed;
  for (const Node& node : graph.nodes()) {
    const Node* norm = norm_before(rewrite, node);
    if (norm == nullptr) continue;
    norms[&node] = norm;
    swallowed.insert(norm);
  }
  for (const Node& node : graph.nodes()) {
    if (swallowed.contains(&node)) continue;
    if (const auto found = norms.find(&node); found != norms.end())
      rewrite.replace(node.outputs[0], fused(rewrite, *found->second, node));
    else
      rewrite.copy(node);
  }
  return rewrite.finish();
}

}  // namespace cantus
