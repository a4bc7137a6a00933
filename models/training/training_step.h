#pragma once

#include <functional>
#include <span>

#include "engine/ops/excerpt_batch.h"
#include "engine/repeated_work.h"
#include "engine/replay.h"
#include "kernels/bag_pool/bag_pool.h"
#include "models/networks/network.h"

namespace cantus {

// Batches of bags, which alone have labels: excerpts [b size, (b + 1) size) are bag b.
struct Bags {
  std::int64_t size = 0;  // excerpts; 0: every excerpt has its own label
  BagPooling pooling = BagPooling::kMax;
};

struct TrainingOptions {
  std::int64_t batch_size = 64;  // excerpts
  Bags bags;
  std::uint64_t seed = 0;
  bool is_restored = false;  // its parameters will be set: they are not initialized before
  FrozenLayers frozen;
  OptimizerSettings optimizer;
  Precision precision = Precision::kFloat32;
  std::int64_t num_losses_kept = 64;  // of the last steps, on the device until they are asked for
};

// Records the nodes that make a step's batch. An empty one: the batch is the graph's inputs
// "features" and "targets".
using BatchSource = std::function<ExcerptBatch(Graph&, std::int64_t batch_size)>;

// The graph of a training step and where its gradients are. Bags need a network with one logit and,
// for BagPooling::kAttention, with an attention.
struct TrainingGraph {
  Graph graph;
  std::vector<std::pair<std::size_t, TensorId>> gradients;
};
TrainingGraph record_training(const Network& network, std::int64_t batch_size,
                              const FrozenLayers& frozen, Precision precision = Precision::kFloat32,
                              const BatchSource& source = {}, const Bags& bags = {});

// One network in training: forward, backward and update of one batch, planned once. Its state is
// the parameters, the optimizer's moments and StepState; the three restored, it goes on bit for
// bit.
class TrainingStep {
 public:
  // With a source, the step makes its batch itself; it is part of the record. Errors: those of
  // fitting_plan; kUsage where the device does not compute at this precision.
  TrainingStep(Queue& queue, const Network& network, const TrainingOptions& options,
               const BatchSource& source = {});

  // Without a source, the batch, to be filled before run(): features [batch, frames, bands],
  // standardized, and targets [batch * network.num_targets(), outputs]: class probabilities
  // (softmax) or one soft label (sigmoid); of bags [batch / size, 1].
  std::span<float> features() { return replay_.input("features"); }
  std::span<float> targets() { return replay_.input("targets"); }

  // Starts one update. From the first step on whose loss is not finite, parameters and moments stay
  // as they were before that step: no update is done any more, and what the forward pass moves (the
  // running statistics) is set back.
  void run(std::uint64_t epoch);
  // The mean loss of the last batch before its update; waits for it.
  float loss() { return last_losses(1).front(); }
  // The mean losses of the last `count` steps, oldest first; waits. At most num_losses_kept.
  std::vector<float> last_losses(std::int64_t count);

  const Network& network() const { return network_; }
  Parameters& parameters() { return parameters_; }
  Optimizer& optimizer() { return optimizer_; }
  // A copy of the last step's gradients, in the order of the trainable parameters.
  std::vector<float> gradients() const;
  StepState& state() { return state_; }
  // Where a step's time goes, without the update; see Replay.
  std::vector<NodeTime> time_nodes(int times) { return replay_.time_nodes(times); }

 private:
  TrainingStep(Queue& queue, const Network& network, const TrainingOptions& options,
               TrainingGraph recorded);
  void launch();
  std::size_t untrained_bytes() const;

  Queue& queue_;
  Network network_;
  TrainingOptions options_;
  Parameters parameters_;
  Buffer gradients_;
  Buffer before_;  // what is not trained, before the last step
  Buffer losses_;  // of step n at n mod num_losses_kept
  Buffer guard_;   // kernels/step_guard/
  Replay replay_;
  Optimizer optimizer_;
  StepState state_;
  RepeatedWork work_;
};

}  // namespace cantus
