#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/buffer.h"
#include "engine/parameters.h"
#include "engine/plan.h"
#include "engine/repeated_work.h"
#include "engine/replay_check.h"

namespace cantus {

// How long one launch of a run takes on its own.
struct NodeTime {
  std::string op;
  Shape output;  // of its first output
  double seconds = 0;
};

// A plan with its memory, ready to run again and again. Construction allocates, prepares the
// library kernels and runs what runs once; launch() launches and does nothing else.
class Replay {
 public:
  // `gradients` holds Parameters::num_trainable() floats on the queue's device, or is null when the
  // plan has none. The queue and the parameters must outlive the replay.
  Replay(Queue& queue, Plan plan, Parameters& parameters, float* gradients = nullptr);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  // Host memory of a named input, to be filled before each run. Waits until the run before has
  // taken what stood there.
  std::span<float> input(const std::string& name);
  // Host memory of a named output, valid until an input is filled or the graph runs again: on the
  // CPU, outputs may share memory with inputs. Waits for the run.
  std::span<const float> output(const std::string& name) const;
  // The same input and output on the device.
  float* device_input(const std::string& name);
  const float* device_output(const std::string& name) const;

  // Runs the graph once.
  void run(const StepState& step = {});
  // The parts of run(). Inputs and the step go to the device by copies that the host needs not
  // wait for; run_on_device() computes with what stands there.
  void send_inputs(const StepState& step);
  void run_on_device();
  void fetch_outputs();
  // What run_on_device() repeats, kernels alone: for work that is recorded with more beside it.
  void launch();

  // Launches each node of a run in order, `times` times, and waits for it; call it after a run. The
  // tensors hold nothing of use afterwards.
  std::vector<NodeTime> time_nodes(int times);
  // The step of this run on the device.
  const StepState* step() const { return step_; }

 private:
  struct Launch {
    const Node* node;
    Io io;
  };

  // An input or output that the host sees: the tensor's own memory on the CPU, a copy elsewhere.
  struct HostView {
    TensorId id;
    std::size_t num_bytes;
    PinnedBuffer copy;
  };

  // Where every tensor of the graph lies: in the arena, among parameters or gradients, or with
  // another that it views.
  void place_tensors(Parameters& parameters, float* gradients);
  // The nodes that launch work: views do not.
  std::vector<const Node*> launched(const std::vector<std::size_t>& nodes) const;
  Launch make_launch(const Node& node);
  void run_node(const Launch& launch);
  std::map<std::string, HostView> make_host_views(const std::map<std::string, TensorId>& named);
  static const HostView& named(const std::map<std::string, HostView>& views, const char* kind,
                               const std::string& name);
  void* host_address(const HostView& view) const;

  Queue* queue_;
  Plan plan_;
  const Graph& graph_;  // the plan's
  bool is_host_;
  Buffer arena_;
  Buffer device_step_;
  PinnedBuffer host_step_;
  std::unique_ptr<StreamMark> inputs_sent_;
  const StepState* step_ = nullptr;
  std::vector<void*> addresses_;
  std::vector<Launch> launches_;
  std::optional<ReplayCheck> check_;  // of a checked device
  RepeatedWork work_;
  std::map<std::string, HostView> inputs_;
  std::map<std::string, HostView> outputs_;
};

}  // namespace cantus
