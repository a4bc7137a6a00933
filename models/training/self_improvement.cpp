#include "models/training/self_improvement.h"

#include <algorithm>
#include <cmath>

#include "kernels/gather/frame_label.h"
#include "models/detection/segments.h"

namespace cantus {
std::vector<float> targets_of_predictions(Queue& queue, std::span<const float> predictions,
                                          const SelfImprovement& settings) {
  std::vector<float> targets = smooth_curve(queue, predictions, settings.median_frames);
  double owed = 0;  // weights added up; a frame is learned from at every 1
  for (float& p : targets) {
    const bool is_over = p > settings.threshold;
    switch (settings.relabelling) {
      case Relabelling::kSmoothed:
        break;
      case Relabelling::kThreshold:
        p = is_over ? 1 : 0;
        break;
      case Relabelling::kPrune:
        p = is_over ? 1 : kNotLearned;
        break;
      case Relabelling::kWeight:
        owed += p;
        p = owed >= 1 ? 1 : kNotLearned;
        if (owed >= 1) owed -= 1;
        break;
    }
  }
  return targets;
}

std::vector<float> targets_of_saliency(Queue& queue, std::span<const float> saliency,
                                       const SelfImprovement& settings) {
  std::vector<float> targets = smooth_curve(queue, saliency, settings.median_frames);
  for (float& value : targets) value = std::tanh(settings.saliency_scale * std::max(value, 0.0f));
  return targets;
}

void TargetSummary::add(std::span<const float> targets) {
  double sum = mean * static_cast<double>(num_frames);
  double num_saturated = saturated * static_cast<double>(num_frames);
  for (const float target : targets) {
    if (target == kNotLearned) {
      ++num_left_out;
      continue;
    }
    ++num_frames;
    ++histogram[static_cast<std::size_t>(
        std::clamp(static_cast<int>(target * kNumBins), 0, kNumBins - 1))];
    sum += target;
    num_saturated += target > 0.99f ? 1 : 0;
  }
  if (num_frames == 0) return;
  mean = sum / static_cast<double>(num_frames);
  saturated = num_saturated / static_cast<double>(num_frames);
}

}  // namespace cantus
