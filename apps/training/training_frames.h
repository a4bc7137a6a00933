#pragma once

#include "apps/songs/standardized_songs.h"
#include "apps/training/training_songs.h"
#include "data/excerpts/frame_set.h"

namespace cantus {

// The songs' frames in memory, and what they are standardized by: the statistics of the training
// songs' features. The training frames of an augmented experiment are spline coefficients of all
// bins, every other frame is standardized features.
struct TrainingFrames {
  Standardization standardization;
  FrameSet train;
  FrameSet valid;
};

// Takes a CPU queue. Errors: those of the feature store; kBadData for magnitudes that float16
// cannot hold.
TrainingFrames load_frames(Queue& queue, const TrainingSongs& songs, const Experiment& experiment,
                           const FeaturePlace& place);

}  // namespace cantus
