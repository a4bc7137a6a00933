#pragma once

#include <span>
#include <vector>

#include "engine/buffer.h"
#include "kernels/adam/adam.h"
#include "kernels/core/enum_names.h"
#include "kernels/core/step_state.h"

namespace cantus {

struct OptimizerSettings {
  enum class Kind { kAdam, kNesterov };
  Kind kind = Kind::kAdam;
  float learning_rate = 1e-3f;  // of the first epoch
  float decay = 1;              // factor on it after every epoch
  AdamSettings adam;
  float momentum = 0.95f;  // Nesterov
};

template <>
struct EnumNames<OptimizerSettings::Kind> {
  static constexpr std::array kNames{"adam", "nesterov"};
};

// Updates one flat range of weights in one launch; its moments are flat ranges of the same length.
class Optimizer {
 public:
  Optimizer(Queue& queue, const OptimizerSettings& settings, std::int64_t num_weights);

  // `step`, on the queue's device, carries learning_rate_of_update(); a loss that is not finite
  // leaves everything as it was.
  void update(Queue& queue, const StepState* step, const float* loss, const float* gradients,
              float* weights);

  float learning_rate(std::uint64_t epoch) const;
  // The rate of the update after `num_updates` others: the epoch's, with Adam's bias correction.
  float learning_rate_of_update(std::uint64_t epoch, std::uint64_t num_updates) const;
  int num_moments() const { return settings_.kind == OptimizerSettings::Kind::kAdam ? 2 : 1; }
  std::int64_t num_weights() const { return num_weights_; }
  // Copies of [num_weights] floats each, of moment m < num_moments(); part of a checkpoint.
  std::vector<float> moment(int m) const;
  void set_moment(int m, std::span<const float> values);

 private:
  float* place_of(int m) { return moments_.floats() + m * num_weights_; }

  OptimizerSettings settings_;
  std::int64_t num_weights_;
  Buffer moments_;
};

}  // namespace cantus
