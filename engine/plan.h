#pragma once

#include <vector>

#include "engine/graph.h"

namespace cantus {

// Where a tensor lives while a graph runs.
struct Placement {
  enum class Home {
    kNowhere,     // not needed
    kArena,       // at `offset` bytes of the arena
    kParameters,  // in the flat parameters; Replay knows where
    kGradients,   // in the flat gradients, likewise
  };
  Home home = Home::kNowhere;
  std::int64_t offset = 0;  // bytes, of the arena alone
};

struct PlanOptions {
  // Nodes that depend on parameters alone (not on the step either) run once, when the replay is
  // made: folded weights. Only for graphs whose parameters do not change between runs.
  bool parameters_are_constant = false;
  // Trainable parameter (index into Graph::parameters) -> the tensor that holds its gradient.
  std::vector<std::pair<std::size_t, TensorId>> gradients;
};

// Decides what runs and where every tensor lives: drops the nodes that no output needs, lets ops
// overwrite inputs that nobody reads again, and packs everything into one arena by lifetime.
class Plan {
 public:
  explicit Plan(Graph graph, PlanOptions options = {});

  const Graph& graph() const { return graph_; }
  const PlanOptions& options() const { return options_; }
  // Indices into Graph::nodes, in running order.
  const std::vector<std::size_t>& once() const { return once_; }
  const std::vector<std::size_t>& every_run() const { return every_run_; }
  const std::vector<Placement>& placements() const { return placements_; }
  std::int64_t arena_bytes() const { return arena_bytes_; }

 private:
  void choose_nodes();
  void place_tensors();

  Graph graph_;
  PlanOptions options_;
  std::vector<std::size_t> once_;
  std::vector<std::size_t> every_run_;
  std::vector<Placement> placements_;
  std::int64_t arena_bytes_ = 0;
};

}  // namespace cantus
