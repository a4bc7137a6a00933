#pragma once

#include "apps/songs/standardized_songs.h"
#include "apps/training/training_songs.h"
#include "data/excerpts/frame_set.h"

namespace cantus {

// The songs' frames in memory, and their standardization: the statistics of the training songs'
// features. With augmentation the training frames are spline coefficients of all bins; all other
// frames are standardized features.
struct TrainingFrames {
  Standardization standardization;
  FrameSet train;
  FrameSet valid;
};

// `queue` is on the CPU. Errors: those of the feature store; kBadData for magnitudes that float16
// cannot hold.
TrainingFrames load_frames(Queue& queue, const TrainingSongs& songs, const Experiment& experiment,
                           const FeaturePlace& place);

}  // namespace cantus
