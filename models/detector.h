#pragma once

#include <functional>
#include <span>
#include <vector>

#include "models/inference.h"

namespace cantus {

// The voice curve of a whole song: every frame is scored by the excerpt centred on it. Near the
// ends the first and last frames are repeated, so that the curve has as many values as the features
// have frames.
class Detector {
 public:
  static constexpr std::int64_t kBatchSize = 128;

  // batch_size: excerpts scored at a time. Errors: those of Inference.
  Detector(Queue& queue, const Network& network, Parameters& parameters,
           std::int64_t batch_size = kBatchSize, Precision precision = Precision::kFloat32);

  // features [num_frames, num_bands], standardised -> probability of voice, one a frame.
  // `after_batch`, where given, is told how many frames each batch scored; what it throws ends the
  // work.
  std::vector<float> curve(std::span<const float> features,
                           const std::function<void(std::int64_t num_frames)>& after_batch = {});

 private:
  void copy_excerpt(std::span<const float> features, std::int64_t centre,
                    std::span<float> out) const;

  std::int64_t num_frames_;  // of an excerpt
  std::int64_t num_bands_;
  std::int64_t num_outputs_;
  Inference inference_;
};

}  // namespace cantus
