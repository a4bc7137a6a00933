#include "engine/optimizer.h"

#include <cmath>

#include "kernels/nesterov/nesterov.h"

namespace cantus {

Optimizer::Optimizer(Queue& queue, const OptimizerSettings& settings, std::int64_t num_weights)
    : settings_(settings),
      num_weights_(num_weights),
      moments_(queue, num_moments() * num_weights * sizeof(float)) {
  if (settings.kind == OptimizerSettings::Kind::kAdam) queue.reserve_scratch(adam_scratch_bytes());
}

void Optimizer::update(Queue& queue, const StepState& step, const float* gradients,
                       float* weights) {
  if (settings_.kind == OptimizerSettings::Kind::kAdam) {
    adam_update(queue, &step, num_weights_, settings_.adam, gradients, weights, moment(0),
                moment(1));
  } else {
    nesterov_update(queue, &step, num_weights_, settings_.momentum, gradients, weights, moment(0));
  }
}

float Optimizer::learning_rate(std::uint64_t epoch) const {
  return settings_.learning_rate *
         static_cast<float>(std::pow(static_cast<double>(settings_.decay), epoch));
}

}  // namespace cantus
