#include "engine/replay.h"

#include <algorithm>

#include "kernels/core/error.h"

namespace cantus {

Replay::Replay(Queue& queue, const Plan& plan, Parameters& parameters, float* gradients)
    : queue_(&queue), graph_(&plan.graph()), arena_(queue, plan.arena_bytes()) {
  CANTUS_REQUIRE(gradients != nullptr || plan.options().gradients.empty(),
                 "the plan computes gradients and has nowhere to put them");
  const auto& placements = plan.placements();
  addresses_.assign(placements.size(), nullptr);
  for (std::size_t id = 0; id < placements.size(); ++id)
    if (placements[id].home == Placement::Home::kArena)
      addresses_[id] = arena_.data() + placements[id].offset;
  for (std::size_t p = 0; p < graph_->parameters().size(); ++p) {
    const auto mine = parameters.index_of(graph_->parameters()[p].name);
    CANTUS_REQUIRE(parameters.specs()[mine].shape == graph_->parameters()[p].shape,
                   "parameter " + graph_->parameters()[p].name + " has another shape here");
    addresses_[graph_->parameter_tensor(p)] = parameters.flat() + parameters.offset(mine);
  }
  for (const auto& [p, tensor] : plan.options().gradients) {
    const auto mine = parameters.index_of(graph_->parameters()[p].name);
    addresses_[tensor] = gradients + parameters.offset(mine);
  }

  std::size_t scratch = 0;
  for (const auto* nodes : {&plan.once(), &plan.every_run()})
    for (const std::size_t n : *nodes) {
      const Node& node = graph_->nodes()[n];
      scratch = std::max(scratch, node.op->scratch_bytes(queue, graph_->shapes(node.inputs)));
    }
  queue.reserve_scratch(scratch);

  for (const std::size_t n : plan.once()) {
    const Launch launch = make_launch(graph_->nodes()[n]);
    launch.op->run(queue, launch.io);
  }
  for (const std::size_t n : plan.every_run()) {
    if (graph_->nodes()[n].op->aliasing() == Aliasing::kView) continue;
    launches_.push_back(make_launch(graph_->nodes()[n]));
  }
}

Replay::Launch Replay::make_launch(const Node& node) {
  Launch launch{node.op, {}};
  for (const TensorId id : node.inputs) launch.io.inputs_.push_back(addresses_[id]);
  for (const TensorId id : node.outputs) launch.io.outputs_.push_back(addresses_[id]);
  launch.io.input_shapes_ = graph_->shapes(node.inputs);
  launch.io.output_shapes_ = graph_->shapes(node.outputs);
  return launch;
}

std::span<float> Replay::input(const std::string& name) {
  const auto found = graph_->inputs().find(name);
  CANTUS_REQUIRE(found != graph_->inputs().end(), "the graph has no input named " + name);
  const auto n = graph_->tensors()[found->second].spec.shape.num_elements();
  return {static_cast<float*>(addresses_[found->second]), static_cast<std::size_t>(n)};
}

std::span<const float> Replay::output(const std::string& name) const {
  const auto found = graph_->outputs().find(name);
  CANTUS_REQUIRE(found != graph_->outputs().end(), "the graph has no output named " + name);
  const auto n = graph_->tensors()[found->second].spec.shape.num_elements();
  return {static_cast<const float*>(addresses_[found->second]), static_cast<std::size_t>(n)};
}

void Replay::run(const StepState* step) {
  for (Launch& launch : launches_) {
    launch.io.step_ = step;
    launch.op->run(*queue_, launch.io);
  }
}

}  // namespace cantus
