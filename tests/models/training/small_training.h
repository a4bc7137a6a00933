#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "models/training/training_step.h"
#include "tests/support/farther.h"
#include "tests/support/noise.h"

// Training runs that are small enough for an emulator.
namespace cantus::testing {

// The real layers on small inputs.
inline Network small_network(const std::string& name) {
  NetworkOptions options{.num_frames = 5};
  if (name == "spectrogram_cnn" || name == "mel_cnn") options = {.num_frames = 25, .num_bands = 34};
  return make_network(name, options);
}

struct Trained {
  std::vector<float> losses;
  std::vector<float> gradients;
  std::vector<float> weights;
  std::vector<ParameterSpec> specs;
};

inline Trained train(const Network& network, Device where, int num_steps,
                     Precision precision = Precision::kFloat32, bool read_every_step = true,
                     const FrozenLayers& frozen = {}) {
  constexpr std::int64_t kBatch = 6;  // with two, batch norm's gradient would be rounding alone
  Queue queue(where, 1);
  TrainingStep step(queue, network,
                    {.batch_size = kBatch,
                     .seed = 3,
                     .frozen = frozen,
                     .optimizer = network.optimizer,
                     .precision = precision});
  Trained trained;
  for (int i = 0; i < num_steps; ++i) {
    fill_with_noise(step.features(), 10 + i);
    const std::int64_t outputs = network.num_outputs();
    for (std::int64_t n = 0; n < kBatch; ++n) {
      step.targets()[n * outputs] = static_cast<float>(n % 2);
      step.targets()[(n + 1) * outputs - 1] = static_cast<float>((n + outputs - 1) % 2);
    }
    step.run(0);
    if (read_every_step) trained.losses.push_back(step.loss());
  }
  if (!read_every_step) trained.losses = step.last_losses(num_steps);
  trained.gradients = step.gradients();
  trained.weights = step.parameters().values();
  trained.specs = step.parameters().specs();
  return trained;
}

inline double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = farther(largest, std::fabs(a[i] - b[i]));
  return largest;
}

inline double largest(const std::vector<float>& a) {
  double found = 0;
  for (const float x : a) found = std::max<double>(found, std::fabs(x));
  return found;
}

}  // namespace cantus::testing
