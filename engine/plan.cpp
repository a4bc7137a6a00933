#include "engine/plan.h"

#include <algorithm>
#include <limits>

#include "engine/arena.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

using Home = Placement::Home;

// Tensors that share memory, and when that memory is in use.
struct Storage {
  TensorId owner;  // the others are views of it, or overwrite it
  Lifetime life;
  Home home;
};

// The home of each tensor that has memory of its own.
std::vector<Home> homes_of(const Graph& graph, const PlanOptions& options) {
  std::vector<Home> homes(graph.tensors().size(), Home::kArena);
  for (std::size_t id = 0; id < homes.size(); ++id)
    if (graph.tensors()[id].kind == TensorKind::kParameter) homes[id] = Home::kParameters;
  for (const auto& [parameter, id] : options.gradients) {
    CANTUS_REQUIRE(homes[id] == Home::kArena, "the gradient of " +
                                                  graph.parameters()[parameter].name +
                                                  " is a parameter, or another's gradient too");
    homes[id] = Home::kGradients;
  }
  return homes;
}

// Follows each tensor through the running order and merges those that may share memory.
class StorageAssignment {
 public:
  StorageAssignment(const Graph& graph, const std::vector<std::size_t>& order,
                    const std::vector<bool>& kept, std::vector<Home> homes)
      : graph_(graph),
        homes_(std::move(homes)),
        of_(graph.tensors().size(), -1),
        last_use_(graph.tensors().size(), -1) {
    for (std::size_t step = 0; step < order.size(); ++step)
      for (const TensorId id : graph.nodes()[order[step]].inputs)
        last_use_[id] = static_cast<std::int64_t>(step);
    for (std::size_t id = 0; id < kept.size(); ++id)
      if (kept[id]) last_use_[id] = kForever;
  }

  void define(TensorId id, std::int64_t step) {
    const TensorSpec& spec = graph_.tensors()[id].spec;
    const Lifetime life{
        spec.shape.num_elements() * static_cast<std::int64_t>(element_bytes(spec.type)), step,
        std::max(step, last_use_[id])};
    of_[id] = static_cast<std::int64_t>(storages.size());
    storages.push_back({id, life, homes_[id]});
  }

  void define_outputs(const Node& node, std::int64_t step) {
    for (std::size_t o = 0; o < node.outputs.size(); ++o) {
      const TensorId id = node.outputs[o];
      const bool shares = o == 0 && may_share(node, step);
      if (!shares) {
        define(id, step);
        continue;
      }
      of_[id] = of_[node.inputs[0]];
      Storage& storage = storages[of_[id]];
      storage.life.last = std::max(storage.life.last, last_use_[id]);
    }
  }

  std::int64_t of(TensorId id) const { return of_[id]; }
  std::vector<Storage> storages;

 private:
  bool may_share(const Node& node, std::int64_t step) const {
    const Aliasing aliasing = node.op->aliasing();
    if (aliasing == Aliasing::kNone) return false;
    if (aliasing == Aliasing::kView) return true;
    const TensorId input = node.inputs[0];
    const Storage& storage = storages[of_[input]];
    // A node that reads the memory twice, as this tensor and as a view of it or as the same tensor
    // again, may not overwrite what it still reads.
    const auto reads = std::count_if(node.inputs.begin(), node.inputs.end(),
                                     [&](TensorId id) { return of_[id] == of_[input]; });
    const TensorSpec& from = graph_.tensors()[input].spec;
    const TensorSpec& to = graph_.tensors()[node.outputs[0]].spec;
    const auto same_size =
        from.shape.num_elements() == to.shape.num_elements() && from.type == to.type;
    return storage.home == Home::kArena && homes_[node.outputs[0]] == Home::kArena &&
           storage.life.last == step && reads == 1 && same_size &&
           graph_.tensors()[input].kind == TensorKind::kIntermediate;
  }

  const Graph& graph_;
  std::vector<Home> homes_;
  std::vector<std::int64_t> of_;
  std::vector<std::int64_t> last_use_;
};

}  // namespace

Plan::Plan(Graph graph, PlanOptions options)
    : graph_(std::move(graph)), options_(std::move(options)) {
  choose_nodes();
  place_tensors();
}

void Plan::choose_nodes() {
  const auto& nodes = graph_.nodes();
  std::vector<bool> needed(graph_.tensors().size(), false);
  for (const auto& [name, id] : graph_.outputs()) needed[id] = true;
  for (const auto& [parameter, id] : options_.gradients) {
    CANTUS_REQUIRE(id >= 0, "what is trained does not depend on parameter " +
                                graph_.parameters()[parameter].name);
    needed[id] = true;
  }
  std::vector<std::size_t> order;
  for (std::size_t n = nodes.size(); n-- > 0;) {
    bool wanted = false;
    for (const TensorId id : nodes[n].outputs) wanted = wanted || needed[id];
    if (!wanted) continue;
    for (const TensorId id : nodes[n].inputs) needed[id] = true;
    order.push_back(n);
  }
  std::reverse(order.begin(), order.end());

  std::vector<bool> constant(graph_.tensors().size(), false);
  for (std::size_t id = 0; id < constant.size(); ++id)
    constant[id] = graph_.tensors()[id].kind == TensorKind::kParameter;
  for (const std::size_t n : order) {
    const Node& node = nodes[n];
    const bool runs_once = options_.parameters_are_constant && !node.op->reads_step() &&
                           std::all_of(node.inputs.begin(), node.inputs.end(),
                                       [&](TensorId id) { return constant[id]; });
    for (const TensorId id : node.outputs) constant[id] = runs_once;
    (runs_once ? once_ : every_run_).push_back(n);
  }
}

void Plan::place_tensors() {
  const auto& tensors = graph_.tensors();
  std::vector<bool> kept(tensors.size(), false);  // must hold its value after the run
  for (const auto& [name, id] : graph_.outputs()) kept[id] = true;
  for (const std::size_t n : once_)
    for (const TensorId id : graph_.nodes()[n].outputs) kept[id] = true;

  StorageAssignment assignment(graph_, every_run_, kept, homes_of(graph_, options_));
  for (std::size_t id = 0; id < tensors.size(); ++id)
    if (tensors[id].kind != TensorKind::kIntermediate) assignment.define(id, 0);
  for (const std::size_t n : once_) assignment.define_outputs(graph_.nodes()[n], 0);
  for (std::size_t step = 0; step < every_run_.size(); ++step)
    assignment.define_outputs(graph_.nodes()[every_run_[step]], step);

  for (const auto& [parameter, id] : options_.gradients)
    CANTUS_REQUIRE(
        assignment.storages[assignment.of(id)].owner == id,
        "the gradient of " + graph_.parameters()[parameter].name + " is a view of another tensor");
  std::vector<Lifetime> lifetimes;
  std::vector<std::int64_t> slot(assignment.storages.size(), -1);
  for (std::size_t s = 0; s < assignment.storages.size(); ++s) {
    if (assignment.storages[s].home != Home::kArena) continue;
    slot[s] = static_cast<std::int64_t>(lifetimes.size());
    lifetimes.push_back(assignment.storages[s].life);
  }
  const ArenaLayout layout = pack_arena(lifetimes);
  arena_bytes_ = layout.bytes;

  placements_.assign(tensors.size(), {});
  for (std::size_t id = 0; id < tensors.size(); ++id) {
    const std::int64_t storage = assignment.of(id);
    if (storage < 0) continue;
    placements_[id].home = assignment.storages[storage].home;
    if (slot[storage] >= 0) placements_[id].offset = layout.offsets[slot[storage]];
  }
}

}  // namespace cantus
