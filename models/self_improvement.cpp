#include "models/self_improvement.h"

#include <algorithm>
#include <cmath>

#include "models/segments.h"

namespace cantus {

std::vector<float> targets_of_predictions(Queue& queue, std::span<const float> predictions,
                                          const SelfImprovement& settings) {
  return smooth_curve(queue, predictions, settings.median_frames);
}

std::vector<float> targets_of_saliency(Queue& queue, std::span<const float> saliency,
                                       const SelfImprovement& settings) {
  std::vector<float> targets = smooth_curve(queue, saliency, settings.median_frames);
  for (float& value : targets)
    value = std::tanh(settings.saliency_scale * std::max(value, 0.0f));
  return targets;
}

void TargetSummary::add(std::span<const float> targets) {
  double sum = mean * static_cast<double>(num_frames);
  double num_saturated = saturated * static_cast<double>(num_frames);
  for (const float target : targets) {
    ++histogram[static_cast<std::size_t>(
        std::clamp(static_cast<int>(target * kNumBins), 0, kNumBins - 1))];
    sum += target;
    num_saturated += target > 0.99f ? 1 : 0;
  }
  num_frames += static_cast<std::int64_t>(targets.size());
  if (num_frames == 0) return;
  mean = sum / static_cast<double>(num_frames);
  saturated = num_saturated / static_cast<double>(num_frames);
}

}  // namespace cantus
