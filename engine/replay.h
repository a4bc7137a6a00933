#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/buffer.h"
#include "engine/parameters.h"
#include "engine/plan.h"

namespace cantus {

// A plan with its memory, ready to run again and again. Construction allocates, prepares the
// library kernels and runs what runs once; run() launches and does nothing else.
class Replay {
 public:
  // `gradients` holds Parameters::num_trainable() floats, or is null when the plan has none. The
  // queue, the plan's graph and the parameters must outlive the replay.
  Replay(Queue& queue, const Plan& plan, Parameters& parameters, float* gradients = nullptr);

  // The memory of a named input, to be filled before each run.
  std::span<float> input(const std::string& name);
  // The memory of a named output, valid until the next run.
  std::span<const float> output(const std::string& name) const;

  // Runs the graph once. `step` is read by kernels that draw random numbers; it may be null when
  // the graph has none.
  void run(const StepState* step = nullptr);

  std::int64_t arena_bytes() const { return static_cast<std::int64_t>(arena_.size_bytes()); }

 private:
  struct Launch {
    std::shared_ptr<const Op> op;
    Io io;
  };

  void* address(TensorId id);
  Launch make_launch(const Node& node);

  Queue* queue_;
  const Graph* graph_;
  Buffer arena_;
  std::vector<void*> addresses_;
  std::vector<Launch> launches_;
};

}  // namespace cantus
