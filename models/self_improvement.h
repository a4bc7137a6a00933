#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// How the targets of one round come from the network of the round before (Schlueter 2016,
// sections 4.2 and 4.3).
struct SelfImprovement {
  std::int64_t median_frames = 56;  // window of the running median; 0.8 s of 70 frames
  float saliency_scale = 10;        // of summed saliencies, before the tanh
};

// Targets of CNN-beta: the predictions, smoothed in time.
//   predictions [n] 0 to 1 -> [n] 0 to 1
std::vector<float> targets_of_predictions(Queue& queue, std::span<const float> predictions,
                                          const SelfImprovement& settings);

// Targets of CNN-gamma: tanh(scale * saliency), saliency summed over frequency and smoothed in
// time. Negative sums, which positive parts do not have, count as 0.
//   saliency [n] -> [n] 0 to 1
std::vector<float> targets_of_saliency(Queue& queue, std::span<const float> saliency,
                                       const SelfImprovement& settings);

// What to look at before one trains on targets.
struct TargetSummary {
  static constexpr int kNumBins = 10;
  std::array<std::int64_t, kNumBins> histogram{};  // of [0, 0.1), ..., [0.9, 1]
  std::int64_t num_frames = 0;
  double mean = 0;
  double saturated = 0;  // share of targets over 0.99

  void add(std::span<const float> targets);
  // Where most targets are 1, they tell apart no better than labels of songs do.
  bool is_saturated() const { return saturated > 0.5; }
};

}  // namespace cantus
