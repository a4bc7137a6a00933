#include "engine/optimizer.h"

#include <cmath>

#include "kernels/core/error.h"
#include "kernels/nesterov/nesterov.h"

namespace cantus {

Optimizer::Optimizer(Queue& queue, const OptimizerSettings& settings, std::int64_t num_weights)
    : settings_(settings),
      num_weights_(num_weights),
      moments_(queue, num_moments() * num_weights * sizeof(float)) {}

void Optimizer::update(Queue& queue, const StepState* step, const float* loss,
                       const float* gradients, float* weights) {
  if (settings_.kind == OptimizerSettings::Kind::kAdam) {
    adam_update(queue, step, num_weights_, settings_.adam, loss, gradients, weights, place_of(0),
                place_of(1));
  } else {
    nesterov_update(queue, step, num_weights_, settings_.momentum, loss, gradients, weights,
                    place_of(0));
  }
}

std::vector<float> Optimizer::moment(int m) const {
  CANTUS_REQUIRE(m >= 0 && m < num_moments(), "the optimizer has no such moment");
  std::vector<float> copy(num_weights_);
  moments_.read(m * num_weights_, copy);
  return copy;
}

void Optimizer::set_moment(int m, std::span<const float> values) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(values.size()) == num_weights_,
                 "moments are not as many as the weights");
  CANTUS_REQUIRE(m >= 0 && m < num_moments(), "the optimizer has no such moment");
  moments_.write(m * num_weights_, values);
}

float Optimizer::learning_rate_of_update(std::uint64_t epoch, std::uint64_t num_updates) const {
  if (settings_.kind == OptimizerSettings::Kind::kNesterov) return learning_rate(epoch);
  return adam_learning_rate(settings_.adam, learning_rate(epoch), num_updates);
}

float Optimizer::learning_rate(std::uint64_t epoch) const {
  return settings_.learning_rate *
         static_cast<float>(std::pow(static_cast<double>(settings_.decay), epoch));
}

}  // namespace cantus
