#include "models/training/training_step.h"

#include "engine/ops/bag_pool.h"
#include "engine/ops/loss.h"
#include "engine/passes/differentiate.h"
#include "engine/passes/fuse_batch_norm_glu_pool.h"
#include "engine/passes/fuse_batch_norm_pool.h"
#include "engine/passes/fuse_conv2d_batch_norm.h"
#include "engine/passes/set_precision.h"
#include "kernels/core/error.h"
#include "kernels/step_guard/step_guard.h"
#include "models/networks/fitting_plan.h"

namespace cantus {
namespace {

ExcerptBatch given_batch(Graph& graph, const Network& network, std::int64_t batch_size,
                         const Bags& bags) {
  const std::int64_t num_targets =
      bags.size > 0 ? batch_size / bags.size : batch_size * network.num_targets();
  return {graph.input("features", network.input_shape(batch_size)),
          graph.input("targets", {num_targets, network.num_outputs()})};
}

Value pooled(Value logits, const Bags& bags) {
  if (bags.size == 0) return logits;
  std::optional<Value> scores;
  if (bags.pooling == BagPooling::kAttention) scores = logits.graph().output("attention");
  return bag_pool(logits, scores, bags.pooling, bags.size);
}

}  // namespace

TrainingGraph record_training(const Network& network, std::int64_t batch_size,
                              const FrozenLayers& frozen, Precision precision,
                              const BatchSource& source, const Bags& bags) {
  CANTUS_REQUIRE(!network.unknown_layer({frozen.names.begin(), frozen.names.end()}),
                 "the layers to freeze are the network's");
  Graph forward;
  const auto [x, targets] =
      source ? source(forward, batch_size) : given_batch(forward, network, batch_size, bags);
  Builder builder(forward, Mode::kTraining, frozen);
  const Value logits = pooled(network.build(builder, x), bags);
  const Value loss = network.output == Output::kSoftmax ? softmax_cross_entropy(logits, targets)
                                                        : binary_cross_entropy(logits, targets);
  forward.mark_output("loss", loss);

  const Graph fused =
      fuse_conv2d_batch_norm(fuse_batch_norm_pool(fuse_batch_norm_glu_pool(forward)));
  TrainingGraph recorded{set_precision(fused, precision), {}};
  recorded.gradients = differentiate_parameters(recorded.graph.output("loss"));
  return recorded;
}

TrainingStep::TrainingStep(Queue& queue, const Network& network, const TrainingOptions& options,
                           const BatchSource& source)
    : TrainingStep(queue, network, options,
                   record_training(network, options.batch_size, options.frozen, options.precision,
                                   source, options.bags)) {}

TrainingStep::TrainingStep(Queue& queue, const Network& network, const TrainingOptions& options,
                           TrainingGraph recorded)
    : queue_(queue),
      network_(network),
      options_(options),
      parameters_(queue, recorded.graph.parameters()),
      gradients_(queue, parameters_.num_trainable() * sizeof(float)),
      before_(queue, untrained_bytes()),
      losses_(queue, static_cast<std::size_t>(options.num_losses_kept) * sizeof(float)),
      guard_(queue, sizeof(float)),
      replay_(
          queue,
          fitting_plan(
              queue, Plan(std::move(recorded.graph), {.gradients = std::move(recorded.gradients)}),
              options.batch_size),
          parameters_, gradients_.floats()),
      optimizer_(queue, options.optimizer, parameters_.num_trainable()) {
  if (!options.is_restored) parameters_.initialize(options.seed);
  state_.seed = options.seed;
}

std::size_t TrainingStep::untrained_bytes() const {
  const std::int64_t count = parameters_.num_elements() - parameters_.num_trainable();
  return static_cast<std::size_t>(count) * sizeof(float);
}

void TrainingStep::launch() {
  if (untrained_bytes() > 0) {
    queue_.memory().copy(before_.data(), parameters_.flat() + parameters_.num_trainable(),
                         untrained_bytes());
  }
  replay_.launch();
  note_loss(queue_, replay_.step(), options_.num_losses_kept, replay_.device_output("loss"),
            losses_.floats(), guard_.floats());
  optimizer_.update(queue_, replay_.step(), guard_.floats(), gradients_.floats(),
                    parameters_.flat());
  restore_unless_sound(queue_, parameters_.num_elements() - parameters_.num_trainable(),
                       guard_.floats(), before_.floats(),
                       parameters_.flat() + parameters_.num_trainable());
}

void TrainingStep::run(std::uint64_t epoch) {
  state_.first_sample = state_.step * static_cast<std::uint64_t>(options_.batch_size);
  state_.learning_rate = optimizer_.learning_rate_of_update(epoch, state_.step);
  replay_.send_inputs(state_);
  work_.run(queue_, [this] { launch(); });
  ++state_.step;
}

std::vector<float> TrainingStep::gradients() const {
  std::vector<float> copy(parameters_.num_trainable());
  gradients_.read(0, copy);
  return copy;
}

std::vector<float> TrainingStep::last_losses(std::int64_t count) {
  const std::int64_t kept = options_.num_losses_kept;
  const auto done = static_cast<std::int64_t>(state_.step);
  CANTUS_REQUIRE(count <= kept && count <= done, "these losses are not kept");
  std::vector<float> all(kept);
  losses_.read(0, all);
  std::vector<float> last;
  for (std::int64_t step = done - count; step < done; ++step) last.push_back(all[step % kept]);
  return last;
}

}  // namespace cantus
