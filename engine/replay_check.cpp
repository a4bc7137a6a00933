#include "engine/replay_check.h"

#include <algorithm>
#include <cmath>

namespace cantus {
namespace {

double distance(const float* found, const float* expected, std::int64_t n) {
  double largest = 0;
  double scale = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const double a = found[i];
    const double b = expected[i];
    if (std::isfinite(b)) scale = std::max(scale, std::fabs(b));
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    const double d = std::fabs(a - b);
    largest = std::isnan(d) ? INFINITY : std::max(largest, d);
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
  // All bits set: a float that the CPU leaves unwritten is NaN and agrees with nothing.
  for (auto& output : expected) std::fill(output.begin(), output.end(), std::byte{0xff});
  std::vector<void*> in;
  std::vector<void*> out;
  for (auto& input : inputs_) in.push_back(input.data());
  for (auto& output : expected) out.push_back(output.data());
  cpu.reserve_scratch(node.op->scratch_bytes(cpu, graph_.shapes(node.inputs)));
  node.op->run(cpu, Io(in, out, graph_.specs(node.inputs), graph_.specs(node.outputs), &step));
  for (std::size_t o = 0; o < outputs.size(); ++o)
    compare("output " + std::to_string(o), node, node.outputs[o], outputs[o], expected[o]);
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const TensorId id = node.inputs[i];
    const bool is_overwritten =
        std::any_of(node.outputs.begin(), node.outputs.end(),
                    [&](TensorId output) { return addresses[output] == addresses[id]; });
    if (!is_overwritten)
      compare("input " + std::to_string(i), node, id, copy_of(id, addresses), inputs_[i]);
  }
}

void ReplayCheck::compare(const std::string& name, const Node& node, TensorId id,
                          const std::vector<std::byte>& found,
                          const std::vector<std::byte>& expected) {
  const TensorSpec& spec = graph_.tensors()[id].spec;
  double apart = 0;
  if (spec.type == ElementType::kFloat32)
    apart = distance(reinterpret_cast<const float*>(found.data()),
                     reinterpret_cast<const float*>(expected.data()), spec.shape.num_elements());
  else if (node.outputs[0] == id)
    apart = node.op->distance_of_bytes(found.data(), expected.data()).value_or(0);
  queue_.note_difference({name + " of " + node.op->name() + " (" + place_of(node) + ")", apart});
}

}  // namespace cantus
