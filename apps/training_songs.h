#pragma once

#include <string>
#include <vector>

#include "apps/experiment.h"
#include "apps/labelled_songs.h"
#include "data/batches/frame_set.h"

namespace cantus {

// The songs that an experiment learns from and those it chooses the best weights by.
struct TrainingSongs {
  std::vector<LabelledSong> train;
  std::vector<LabelledSong> valid;

  // Of their sound and labels.
  std::string sha256() const;
};

// Finds them in the manifests and makes the features that are missing. Errors: those of
// read_corpus_manifest and label_songs; kBadConfig when there is no song, or no voice in any of the
// training songs.
TrainingSongs find_training_songs(const Experiment& experiment, const FeaturePlace& place);

// The songs' standardized frames in memory.
FrameSet load_frames(Queue& queue, const std::vector<LabelledSong>& songs,
                     const Experiment& experiment, const Standardization& standardization,
                     FeatureStore& store);

}  // namespace cantus
