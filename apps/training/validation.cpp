#include "apps/training/validation.h"

#include "apps/training/song_scorer.h"
#include "engine/multiply_adds.h"
#include "kernels/gather/frame_label.h"
#include "models/detection/finite_outputs.h"

namespace cantus {
namespace {

constexpr std::int64_t kBatchSize = 128;

using AfterBatch = std::function<void(std::int64_t num_excerpts)>;

// Scores every `stride`-th excerpt, batch by batch.
std::vector<float> score_excerpts(Inference& inference, std::int64_t num_outputs,
                                  const Excerpts& excerpts, std::int64_t stride,
                                  const AfterBatch& after_batch) {
  const std::int64_t elements = excerpts.excerpt_elements();
  std::vector<float> scores;
  for (std::int64_t first = 0; first < excerpts.size(); first += kBatchSize * stride) {
    std::int64_t n = 0;
    for (; n < kBatchSize && first + n * stride < excerpts.size(); ++n)
      excerpts.copy(first + n * stride, inference.features().data() + n * elements);
    inference.run();
    for (std::int64_t i = 0; i < n; ++i)
      scores.push_back(inference.probabilities()[i * num_outputs + num_outputs - 1]);
    after_batch(n);
  }
  return scores;
}

// The same by detection over whole songs.
std::vector<float> score_songs(SongScorer& scorer, const Excerpts& excerpts, std::int64_t stride,
                               const AfterBatch& after_batch) {
  std::vector<float> scores;
  std::int64_t next = 0;
  for (std::int64_t s = 0; s < excerpts.frames().num_songs(); ++s) {
    const std::int64_t first = excerpts.first_excerpts()[s];
    const auto of_song = scorer.score(s, [&](std::int64_t) { after_batch(0); });
    const std::size_t num_before = scores.size();
    for (; next < first + std::ssize(of_song); next += stride)
      scores.push_back(of_song[static_cast<std::size_t>(next - first)]);
    after_batch(static_cast<std::int64_t>(scores.size() - num_before));
  }
  return scores;
}

}  // namespace

bool any_voice(const Excerpts& excerpts, std::int64_t stride) {
  for (std::int64_t i = 0; i < excerpts.size(); i += stride)
    if (is_voice(excerpts.label(i))) return true;
  return false;
}

bool is_cheaper_whole(const Network& network, std::int64_t stride) {
  const std::int64_t num_excerpts = stretch_sizes(network).front();
  const auto whole = multiply_adds(record_stretch(network, num_excerpts), "features");
  const auto one = multiply_adds(record_inference(network, 1), "features");
  return 2 * whole.forward * stride <= one.forward * num_excerpts;
}

void require_room_for_validation(Queue& queue, const Network& network, Parameters& parameters,
                                 const Excerpts& excerpts, std::int64_t stride,
                                 Precision precision) {
  if (queue.memory().is_host()) return;
  if (is_cheaper_whole(network, stride))
    SongScorer(queue, network, parameters, excerpts, precision);
  else
    Inference(queue, network, parameters, kBatchSize, precision);
}

ValidationScores validate(Queue& queue, const Network& network, Parameters& parameters,
                          const Excerpts& excerpts, std::int64_t stride, Precision precision,
                          const AfterBatch& after_batch) {
  // Layers are folded with the present weights, so each validation needs a scorer of its own.
  std::vector<float> score;
  if (is_cheaper_whole(network, stride)) {
    SongScorer scorer(queue, network, parameters, excerpts, precision);
    score = score_songs(scorer, excerpts, stride, after_batch);
  } else {
    Inference inference(queue, network, parameters, kBatchSize, precision);
    score = score_excerpts(inference, network.num_outputs(), excerpts, stride, after_batch);
  }
  require_finite_outputs("", score, std::ssize(score), 0, "probabilities");
  std::vector<float> truth;
  for (std::int64_t i = 0; i < excerpts.size(); i += stride) truth.push_back(excerpts.label(i));
  return {count_frames(score, truth, 0.5f), area_under_roc(score, truth)};
}

}  // namespace cantus
