#include "apps/training/training_frames.h"

#include <cmath>

#include <fmt/format.h>

#include "data/frontend/magnitudes.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

void require_half(const LabelledSong& song, const FeatureMatrix& coefficients) {
  constexpr float kLargestHalf = 65504;
  for (const float value : coefficients.values) {
    if (std::fabs(value) <= kLargestHalf) continue;
    throw Error(Exit::kBadData, song.song.path.string(),
                fmt::format("spline coefficients of {:.6g}", value),
                "65504 at most, as float16 has them", "use data.dtype = \"float32\"");
  }
}

FrameSet room_for(const std::vector<LabelledSong>& songs, std::int64_t num_bands,
                  StoredFloat type) {
  FrameSet frames(num_bands, type);
  std::size_t num_frames = 0;
  for (const LabelledSong& song : songs) num_frames += song.labels.size();
  frames.reserve(static_cast<std::int64_t>(num_frames));
  return frames;
}

// Reads each song once: stores it unstandardized, and standardizes all when the last is read.
std::pair<Standardization, FrameSet> load_train(Queue& queue,
                                                const std::vector<LabelledSong>& songs,
                                                const Experiment& experiment,
                                                const FeaturePlace& place) {
  const bool is_augmented = experiment.is_augmented();
  const FeaturePlace of_train = place_of_training(experiment, place);
  const FeatureStore store(of_train.folder, of_train.front_end, of_train.type);
  FrameSet frames = room_for(songs, of_train.front_end.num_bands(), experiment.dtype);
  const auto keep = [&](const LabelledSong& song) {
    FeatureMatrix stored = store.read(song.track);
    if (!is_augmented) {
      frames.add_song(stored, song.labels);
      return stored;
    }
    FeatureMatrix features = features_of_magnitudes(queue, place.front_end, stored);
    prefilter(queue, stored);
    if (experiment.dtype == StoredFloat::kFloat16) require_half(song, stored);
    frames.add_song(stored, song.labels);
    return features;
  };
  auto standardization = standardization_of(queue, songs, place.front_end.num_bands(), keep);
  if (!is_augmented) frames.standardize(queue, standardization);
  return {std::move(standardization), std::move(frames)};
}

FrameSet load_valid(Queue& queue, const std::vector<LabelledSong>& songs,
                    const Experiment& experiment, const FeaturePlace& place,
                    const Standardization& standardization) {
  const FeatureStore store(place.folder, place.front_end, place.type);
  FrameSet frames = room_for(songs, place.front_end.num_bands(), experiment.dtype);
  for (const LabelledSong& song : songs)
    frames.add_song(standardized_features(queue, song, standardization, store), song.labels);
  return frames;
}

}  // namespace

TrainingFrames load_frames(Queue& queue, const TrainingSongs& songs, const Experiment& experiment,
                           const FeaturePlace& place) {
  auto [standardization, train] = load_train(queue, songs.train, experiment, place);
  FrameSet valid = load_valid(queue, songs.valid, experiment, place, standardization);
  return {std::move(standardization), std::move(train), std::move(valid)};
}

}  // namespace cantus
