#pragma once

#include <string>
#include <vector>

#include "apps/songs/labelled_songs.h"

namespace cantus {

// A detector's curves of some songs, and its decision threshold.
struct DetectorCurves {
  std::string name;
  float threshold = 0.5f;
  bool are_probabilities = true;           // otherwise levels in dB
  std::vector<std::vector<float>> curves;  // by song
};

// Runs two baselines: frame loudness, with the threshold that is best on the training songs, and
// logistic regression on single frames of the same standardized features (at most 100,000 of them,
// evenly spread). All curves, also those that the threshold is learned from, are smoothed by a
// running median of `median_frames`, as the model's are.
std::vector<DetectorCurves> run_baselines(Queue& queue, const std::vector<LabelledSong>& train,
                                          const std::vector<LabelledSong>& songs,
                                          const FrontEnd& front_end,
                                          const Standardization& standardization,
                                          std::int64_t median_frames, FeatureStore& store);

}  // namespace cantus
