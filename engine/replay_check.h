#pragma once

#include <string>
#include <vector>

#include "engine/graph.h"

namespace cantus {

// Runs each node of a replay on the CPU too, from the inputs that it had on the device, and tells
// the queue how far its outputs, and the inputs that it changes in place, are from the device's.
// Outputs in bytes are compared only if the op says how (Op::distance_of_bytes): which of equal
// maxima wins a pool is no error. For queues made with Device::is_checked.
class ReplayCheck {
 public:
  ReplayCheck(Queue& queue, const Graph& graph) : queue_(queue), graph_(graph) {}

  // Call these around the launch of a node; `addresses` are those of the tensors on the device.
  void before(const Node& node, const std::vector<void*>& addresses);
  void after(const Node& node, const std::vector<void*>& addresses, const StepState& step);

 private:
  void compare(const std::string& name, const Node& node, TensorId id,
               const std::vector<std::byte>& found, const std::vector<std::byte>& expected);
  std::vector<std::byte> copy_of(TensorId id, const std::vector<void*>& addresses);

  Queue& queue_;
  const Graph& graph_;
  std::vector<std::vector<std::byte>> inputs_;
};

}  // namespace cantus
