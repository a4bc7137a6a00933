#include "engine/passes/rewrite.h"

#include <set>
#include <utility>

namespace cantus {

Rewrite::Rewrite(const Graph& from, const std::map<std::string, Shape>& input_shapes)
    : from_(from),
      moved_(from.tensors().size()),
      producers_(from.tensors().size(), -1),
      num_readers_(from.tensors().size(), 0) {
  for (std::size_t id = 0; id < from.tensors().size(); ++id) {
    const TensorInfo& info = from.tensors()[id];
    if (info.kind != TensorKind::kInput) continue;
    const auto other = input_shapes.find(info.name);
    moved_[id] =
        to_.input(info.name, other == input_shapes.end() ? info.spec.shape : other->second);
  }
  for (std::size_t p = 0; p < from.parameters().size(); ++p)
    moved_[from.parameter_tensor(p)] = to_.parameter(from.parameters()[p]);
  for (std::size_t n = 0; n < from.nodes().size(); ++n) {
    for (const TensorId id : from.nodes()[n].inputs) ++num_readers_[id];
    for (const TensorId id : from.nodes()[n].outputs) producers_[id] = static_cast<int>(n);
  }
  for (const auto& [name, id] : from.outputs()) ++num_readers_[id];
}

std::vector<Value> Rewrite::moved(const std::vector<TensorId>& ids) const {
  std::vector<Value> values;
  for (const TensorId id : ids) values.push_back(moved_[id]);
  return values;
}

void Rewrite::copy(const Node& node) {
  const auto outputs = to_.add(node.op, moved(node.inputs), node.where);
  for (std::size_t o = 0; o < outputs.size(); ++o) moved_[node.outputs[o]] = outputs[o];
}

Graph Rewrite::finish() {
  for (const auto& [name, id] : from_.outputs()) to_.mark_output(name, moved_[id]);
  return std::move(to_);
}

const Node* Rewrite::sole_producer(TensorId id) const {
  const bool is_sole = num_readers_[id] == 1 && producers_[id] >= 0;
  return is_sole ? &from_.nodes()[producers_[id]] : nullptr;
}

std::source_location Rewrite::where(TensorId id) const {
  return producers_[id] >= 0 ? from_.nodes()[producers_[id]].where
                             : std::source_location::current();
}

Graph rewrite_patterns(const Graph& graph,
                       const std::function<Pattern(const Rewrite&, const Node&)>& find,
                       const std::function<Value(Rewrite&, const Pattern&, const Node&)>& record) {
  Rewrite rewrite(graph);
  std::map<const Node*, Pattern> patterns;
  std::set<const Node*> swallowed;
  for (const Node& node : graph.nodes()) {
    Pattern before = find(rewrite, node);
    swallowed.insert(before.begin(), before.end());
    if (!before.empty()) patterns.emplace(&node, std::move(before));
  }
  for (const Node& node : graph.nodes()) {
    if (swallowed.contains(&node)) continue;
    if (const auto found = patterns.find(&node); found != patterns.end())
      rewrite.replace(node.outputs[0], record(rewrite, found->second, node));
    else
      rewrite.copy(node);
  }
  return rewrite.finish();
}

}  // namespace cantus
