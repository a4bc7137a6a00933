#include "engine/replay_check.h"

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

double distance(const float* found, const float* expected, std::int64_t n) {
  double largest = 0;
  double scale = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const double d = std::fabs(static_cast<double>(found[i]) - expected[i]);
    largest = std::max(largest, std::isnan(d) && !(std::isnan(found[i]) && std::isnan(expected[i]))
                                    ? INFINITY
                                : std::isnan(d) ? 0
                                                : d);
    if (std::isfinite(expected[i])) scale = std::max<double>(scale, std::fabs(expected[i]));
  }
  return largest == 0 ? 0 : largest / std::max(scale, 1e-30);
}

std::string place_of(const Node& node) {
  const std::string file = node.where.file_name();
  return file.substr(file.rfind('/') + 1) + ":" + std::to_string(node.where.line());
}

}  // namespace

std::vector<std::byte> ReplayCheck::copy_of(TensorId id, const std::vector<void*>& addresses) {
  const TensorSpec& spec = graph_.tensors()[id].spec;
  std::vector<std::byte> copy(spec.shape.num_elements() * element_bytes(spec.type));
  queue_.memory().copy(copy.data(), addresses[id], copy.size());
  queue_.synchronize();
  return copy;
}

void ReplayCheck::before(const Node& node, const std::vector<void*>& addresses) {
  inputs_.clear();
  for (const TensorId id : node.inputs) inputs_.push_back(copy_of(id, addresses));
}

void ReplayCheck::after(const Node& node, const std::vector<void*>& addresses,
                        const StepState& step) {
  Queue& cpu = *queue_.cpu();
  std::vector<std::vector<std::byte>> outputs;
  for (const TensorId id : node.outputs) outputs.push_back(copy_of(id, addresses));
  auto expected = outputs;
  std::vector<void*> in;
  std::vector<void*> out;
  for (auto& input : inputs_) in.push_back(input.data());
  for (auto& output : expected) out.push_back(output.data());
  cpu.reserve_scratch(node.op->scratch_bytes(cpu, graph_.shapes(node.inputs)));
  node.op->run(cpu, Io(in, out, graph_.specs(node.inputs), graph_.specs(node.outputs), &step));
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const TensorSpec& spec = graph_.tensors()[node.outputs[o]].spec;
    if (spec.type != ElementType::kFloat32) continue;  // of equal maxima either may win
    queue_.note_difference(
        {"output " + std::to_string(o) + " of " + node.op->name() + " (" + place_of(node) + ")",
         distance(reinterpret_cast<const float*>(outputs[o].data()),
                  reinterpret_cast<const float*>(expected[o].data()), spec.shape.num_elements())});
  }
}

}  // namespace cantus
