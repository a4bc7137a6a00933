#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// Logistic regression on single frames: what a detector must beat to have learned anything about
// time. p = 1 / (1 + exp(-(w . x + b))).
struct LogisticRegression {
  std::vector<float> weights;  // [num_bands]
  float bias = 0;

  // features [num_frames, num_bands] -> probability of voice [num_frames]
  std::vector<float> curve(std::span<const float> features) const;
};

// The weights of least mean cross-entropy plus 1e-4 / 2 |w|^2 over the frames, by Newton's method
// from zero; the small penalty keeps separable frames finite. The same frames give the same bits
// with any number of threads.
//   features [num_frames, num_bands], standardized; labels [num_frames], 0 or 1
LogisticRegression fit_logistic(Queue& queue, std::int64_t num_bands,
                                std::span<const float> features, std::span<const float> labels);

}  // namespace cantus
