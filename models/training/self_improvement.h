#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/enum_names.h"
#include "kernels/core/queue.h"

namespace cantus {

// What a frame of a song with voice becomes when the previous round's network gives it probability
// p, smoothed (Schlueter 2016, section 4.3). The paper's scheme is the first; it reports that the
// others lower the next network's bias and teach it nothing, and that iterated they end in "no"
// throughout.
enum class Relabelling {
  kSmoothed,   // its target is p
  kThreshold,  // it has voice where p is over the threshold, and none elsewhere (as mi-SVM)
  // It has voice and is learned from in proportion to p: of frames in a row so many as their p
  // sum up to, evenly spread. That is a weight by how often a frame is drawn.
  kWeight,
  kPrune,  // it has voice where p is over the threshold, and is not learned from elsewhere
};

template <>
struct EnumNames<Relabelling> {
  static constexpr std::array kNames{"smoothed", "threshold", "weight", "prune"};
};

// How the targets of one round come from the network of the round before (Schlueter 2016,
// sections 4.2 and 4.3).
struct SelfImprovement {
  std::int64_t median_frames = 56;  // window of the running median; 0.8 s of 70 frames
  float saliency_scale = 10;        // of summed saliencies, before the tanh
  Relabelling relabelling = Relabelling::kSmoothed;
  float threshold = 0.1f;  // for kThreshold and kPrune; low: what surely has no voice

  bool has_threshold() const {
    return relabelling == Relabelling::kThreshold || relabelling == Relabelling::kPrune;
  }
};

// Targets of CNN-beta, from the predictions smoothed in time, as settings.relabelling says.
//   predictions [n] 0 to 1 -> [n] 0 to 1, or kNotLearned (kernels/gather/frame_label.h)
std::vector<float> targets_of_predictions(Queue& queue, std::span<const float> predictions,
                                          const SelfImprovement& settings);

// Targets of CNN-gamma: tanh(scale * saliency), saliency summed over frequency and smoothed in
// time. Negative sums, which positive parts do not have, count as 0.
//   saliency [n] -> [n] 0 to 1
std::vector<float> targets_of_saliency(Queue& queue, std::span<const float> saliency,
                                       const SelfImprovement& settings);

// Figures to check before training on targets.
struct TargetSummary {
  static constexpr int kNumBins = 10;
  std::array<std::int64_t, kNumBins> histogram{};  // of [0, 0.1), ..., [0.9, 1]
  std::int64_t num_frames = 0;                     // that are learned from
  std::int64_t num_left_out = 0;                   // that are not
  double mean = 0;
  double saturated = 0;  // share of targets over 0.99

  void add(std::span<const float> targets);
  // If most targets are 1, they distinguish frames no better than song-level labels do.
  bool is_saturated() const { return saturated > 0.5; }
};

}  // namespace cantus
