#include "engine/replay.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "kernels/core/error.h"

namespace cantus {

Replay::Replay(Queue& queue, Plan plan, Parameters& parameters, float* gradients)
    : queue_(&queue),
      plan_(std::move(plan)),
      graph_(plan_.graph()),
      is_host_(queue.memory().is_host()),
      arena_(queue, plan_.arena_bytes()),
      device_step_(queue, is_host_ ? 0 : sizeof(StepState)),
      host_step_(queue, sizeof(StepState)),
      inputs_sent_(queue.memory().make_mark()) {
  CANTUS_REQUIRE(gradients != nullptr || plan_.options().gradients.empty(),
                 "the plan computes gradients and has nowhere to put them");
  std::memset(host_step_.data(), 0, sizeof(StepState));
  step_ = reinterpret_cast<const StepState*>(is_host_ ? host_step_.data() : device_step_.data());
  place_tensors(parameters, gradients);
  if (queue.cpu() != nullptr) check_.emplace(queue, graph_);
  inputs_ = make_host_views(graph_.inputs());
  outputs_ = make_host_views(graph_.outputs());

  const std::vector<const Node*> once = launched(plan_.once());
  const std::vector<const Node*> every_run = launched(plan_.every_run());
  std::size_t scratch = 0;
  for (const auto* nodes : {&once, &every_run})
    for (const Node* node : *nodes)
      scratch = std::max(scratch, node->op->scratch_bytes(queue, graph_.shapes(node->inputs)));
  queue.reserve_scratch(scratch);
  for (const Node* node : once) run_node(make_launch(*node));
  for (const Node* node : every_run) launches_.push_back(make_launch(*node));
}

void Replay::place_tensors(Parameters& parameters, float* gradients) {
  const auto& placements = plan_.placements();
  addresses_.assign(placements.size(), nullptr);
  for (std::size_t id = 0; id < placements.size(); ++id)
    if (placements[id].home == Placement::Home::kArena)
      addresses_[id] = arena_.data() + placements[id].offset;
  for (std::size_t p = 0; p < graph_.parameters().size(); ++p) {
    const auto mine = parameters.index_of(graph_.parameters()[p].name);
    CANTUS_REQUIRE(parameters.specs()[mine].shape == graph_.parameters()[p].shape,
                   "parameter " + graph_.parameters()[p].name + " has another shape here");
    addresses_[graph_.parameter_tensor(p)] = parameters.flat() + parameters.offset(mine);
  }
  for (const auto& [p, tensor] : plan_.options().gradients) {
    const auto mine = parameters.index_of(graph_.parameters()[p].name);
    addresses_[tensor] = gradients + parameters.offset(mine);
  }
  for (const auto* nodes : {&plan_.once(), &plan_.every_run()})
    for (const std::size_t n : *nodes) {
      const Node& node = graph_.nodes()[n];
      if (node.op->aliasing() == Aliasing::kView)
        addresses_[node.outputs[0]] = addresses_[node.inputs[0]];
    }
}

std::vector<const Node*> Replay::launched(const std::vector<std::size_t>& nodes) const {
  std::vector<const Node*> found;
  for (const std::size_t n : nodes)
    if (const Node& node = graph_.nodes()[n]; node.op->aliasing() != Aliasing::kView)
      found.push_back(&node);
  return found;
}

Replay::Launch Replay::make_launch(const Node& node) {
  const auto places = [&](const std::vector<TensorId>& ids) {
    std::vector<void*> found;
    for (const TensorId id : ids) found.push_back(addresses_[id]);
    return found;
  };
  return {&node, Io(places(node.inputs), places(node.outputs), graph_.specs(node.inputs),
                    graph_.specs(node.outputs), step_)};
}

std::map<std::string, Replay::HostView> Replay::make_host_views(
    const std::map<std::string, TensorId>& named) {
  std::map<std::string, HostView> views;
  for (const auto& [name, id] : named) {
    CANTUS_REQUIRE(graph_.tensors()[id].spec.type == ElementType::kFloat32,
                   name + " is not of floats, which alone the host can see");
    const std::size_t bytes = graph_.tensors()[id].spec.shape.num_elements() * sizeof(float);
    views.emplace(name, HostView{id, bytes, PinnedBuffer(*queue_, is_host_ ? 0 : bytes)});
  }
  return views;
}

void* Replay::host_address(const HostView& view) const {
  return is_host_ ? addresses_[view.id] : const_cast<std::byte*>(view.copy.data());
}

const Replay::HostView& Replay::named(const std::map<std::string, HostView>& views,
                                      const char* kind, const std::string& name) {
  const auto found = views.find(name);
  CANTUS_REQUIRE(found != views.end(), std::string("the graph has no ") + kind + " named " + name);
  return found->second;
}

std::span<float> Replay::input(const std::string& name) {
  const HostView& view = named(inputs_, "input", name);
  inputs_sent_->wait();
  return {static_cast<float*>(host_address(view)), view.num_bytes / sizeof(float)};
}

std::span<const float> Replay::output(const std::string& name) const {
  const HostView& view = named(outputs_, "output", name);
  queue_->synchronize();
  return {static_cast<const float*>(host_address(view)), view.num_bytes / sizeof(float)};
}

float* Replay::device_input(const std::string& name) {
  return static_cast<float*>(addresses_[named(inputs_, "input", name).id]);
}

const float* Replay::device_output(const std::string& name) const {
  return static_cast<const float*>(addresses_[named(outputs_, "output", name).id]);
}

void Replay::run(const StepState& step) {
  send_inputs(step);
  run_on_device();
  fetch_outputs();
}

void Replay::run_on_device() {
  work_.run(*queue_, [this] { launch(); });
}

void Replay::send_inputs(const StepState& step) {
  inputs_sent_->wait();
  std::memcpy(host_step_.data(), &step, sizeof step);
  if (is_host_) return;
  queue_->memory().copy(device_step_.data(), host_step_.data(), sizeof(StepState));
  for (const auto& [name, view] : inputs_)
    queue_->memory().copy(addresses_[view.id], view.copy.data(), view.num_bytes);
  inputs_sent_->set();
}

void Replay::launch() {
  for (const Launch& launch : launches_) run_node(launch);
}

void Replay::run_node(const Launch& launch) {
  if (check_) check_->before(*launch.node, addresses_);
  launch.node->op->run(*queue_, launch.io);
  if (check_)
    check_->after(*launch.node, addresses_, *reinterpret_cast<const StepState*>(host_step_.data()));
}

std::vector<NodeTime> Replay::time_nodes(int times) {
  std::vector<NodeTime> found;
  for (const Launch& launch : launches_) {
    queue_->synchronize();
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) launch.node->op->run(*queue_, launch.io);
    queue_->synchronize();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    found.push_back({launch.node->op->name(), graph_.tensors()[launch.node->outputs[0]].spec.shape,
                     took.count() / times});
  }
  return found;
}

void Replay::fetch_outputs() {
  if (is_host_) return;
  for (auto& [name, view] : outputs_)
    queue_->memory().copy(view.copy.data(), addresses_[view.id], view.num_bytes);
}

}  // namespace cantus
