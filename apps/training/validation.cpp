#include "apps/training/validation.h"

#include "kernels/gather/draw_excerpts.h"
#include "models/detection/inference.h"

namespace cantus {
namespace {

constexpr std::int64_t kBatchSize = 128;

}  // namespace

bool any_voice(const Excerpts& excerpts, std::int64_t stride) {
  for (std::int64_t i = 0; i < excerpts.size(); i += stride)
    if (is_voice(excerpts.label(i))) return true;
  return false;
}

void require_room_for_validation(Queue& queue, const Network& network, Parameters& parameters,
                                 Precision precision) {
  if (!queue.memory().is_host()) Inference(queue, network, parameters, kBatchSize, precision);
}

ValidationScores validate(Queue& queue, const Network& network, Parameters& parameters,
                          const Excerpts& excerpts, std::int64_t stride, Precision precision,
                          const std::function<void(std::int64_t)>& after_batch) {
  // Folding reads the weights when it is made, so each state of the weights needs its own.
  Inference inference(queue, network, parameters, kBatchSize, precision);
  const std::int64_t elements = excerpts.excerpt_elements();
  const std::int64_t num_outputs = network.num_outputs();
  std::vector<float> score;
  std::vector<float> truth;
  for (std::int64_t first = 0; first < excerpts.size(); first += kBatchSize * stride) {
    std::int64_t n = 0;
    for (; n < kBatchSize && first + n * stride < excerpts.size(); ++n) {
      excerpts.copy(first + n * stride, inference.features().data() + n * elements);
      truth.push_back(excerpts.label(first + n * stride));
    }
    inference.run();
    for (std::int64_t i = 0; i < n; ++i)
      score.push_back(inference.probabilities()[i * num_outputs + num_outputs - 1]);
    after_batch(n);
  }
  return {count_frames(score, truth, 0.5f), area_under_roc(score, truth)};
}

}  // namespace cantus
