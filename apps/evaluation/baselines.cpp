#include "apps/evaluation/baselines.h"

#include "apps/evaluation/evaluation.h"
#include "apps/program/stop.h"
#include "apps/songs/standardized_songs.h"
#include "models/baselines/logistic.h"
#include "models/baselines/loudness.h"
#include "models/detection/segments.h"
#include "models/evaluation/metrics.h"

namespace cantus {
namespace {

constexpr std::size_t kMostFrames = 100000;

// Evenly spaced frames of the training songs.
struct Sample {
  std::vector<float> features;  // standardized
  std::vector<float> labels;
};

Sample sample_frames(Queue& queue, const std::vector<LabelledSong>& songs,
                     const Standardization& standardization, FeatureStore& store) {
  std::size_t num_frames = 0;
  for (const LabelledSong& song : songs) num_frames += song.labels.size();
  const std::size_t stride = (num_frames + kMostFrames - 1) / kMostFrames;
  Sample sample;
  std::size_t before = 0;  // number of frames in the songs before
  for (const LabelledSong& song : songs) {
    throw_if_stopped(kRunAgain);
    const FeatureMatrix features = standardized_features(queue, song, standardization, store);
    for (std::size_t k = 0; k < song.labels.size(); ++k) {
      if ((before + k) % stride != 0) continue;
      const float* frame = features.frame(static_cast<std::int64_t>(k));
      sample.features.insert(sample.features.end(), frame, frame + features.num_bands);
      sample.labels.push_back(song.labels[k]);
    }
    before += song.labels.size();
  }
  return sample;
}

DetectorCurves run_loudness(Queue& queue, const std::vector<LabelledSong>& train,
                            const std::vector<LabelledSong>& songs, const FrontEnd& front_end,
                            std::int64_t median_frames, FeatureStore& store) {
  const auto loudness = [&](const LabelledSong& song) {
    throw_if_stopped(kRunAgain);
    const FeatureMatrix features = store.read(song.track);
    return smooth_curve(
        queue, frame_loudness_db(features.values, features.num_bands, front_end.compression),
        median_frames);
  };
  DetectorCurves baseline;
  baseline.name = "loudness";
  baseline.are_probabilities = false;
  PooledFrames learned;
  for (const LabelledSong& song : train) learned.add(loudness(song), song.labels);
  baseline.threshold = best_threshold(learned.scores, learned.truth).threshold;
  for (const LabelledSong& song : songs) baseline.curves.push_back(loudness(song));
  return baseline;
}

DetectorCurves run_logistic(Queue& queue, const std::vector<LabelledSong>& train,
                            const std::vector<LabelledSong>& songs, const FrontEnd& front_end,
                            const Standardization& standardization, std::int64_t median_frames,
                            FeatureStore& store) {
  const Sample sample = sample_frames(queue, train, standardization, store);
  const auto regression =
      fit_logistic(queue, front_end.num_bands(), sample.features, sample.labels);
  DetectorCurves baseline;
  baseline.name = "logistic regression";
  for (const LabelledSong& song : songs) {
    throw_if_stopped(kRunAgain);
    const auto features = standardized_features(queue, song, standardization, store);
    baseline.curves.push_back(
        smooth_curve(queue, regression.curve(features.values), median_frames));
  }
  return baseline;
}

}  // namespace

std::vector<DetectorCurves> run_baselines(Queue& queue, const std::vector<LabelledSong>& train,
                                          const std::vector<LabelledSong>& songs,
                                          const FrontEnd& front_end,
                                          const Standardization& standardization,
                                          std::int64_t median_frames, FeatureStore& store) {
  return {run_logistic(queue, train, songs, front_end, standardization, median_frames, store),
          run_loudness(queue, train, songs, front_end, median_frames, store)};
}

}  // namespace cantus
