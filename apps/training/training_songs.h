#pragma once

#include <string>
#include <vector>

#include "apps/experiment/experiment.h"
#include "apps/songs/labelled_songs.h"

namespace cantus {

// The songs that an experiment learns from and those it chooses the best weights by.
struct TrainingSongs {
  std::vector<LabelledSong> train;
  std::vector<LabelledSong> valid;

  // Of their sound and labels.
  std::string sha256() const;
};

// The songs of the manifests that an experiment looks at, as yet without features; of
// data.num_songs those that are drawn from. Errors: those of the manifests' readers; kBadConfig
// when no song is for training, no label of theirs, or of those to choose by, means voice, or fewer
// have voice than are to be drawn.
std::vector<CorpusSong> songs_of_experiment(const Experiment& experiment);

// Where the features of the songs to learn from are: those of the front end at `place` or, of songs
// whose excerpts are to be augmented, the magnitudes behind them.
FeaturePlace place_of_training(const Experiment& experiment, const FeaturePlace& place);

// Labels them and extracts the features that are missing, which may take hours: at
// place_of_training() or, of songs to choose by, at `place`. Errors: those of read_corpus_manifest
// and extract_and_label; kBadConfig when there is no song, or no voice in any of the training
// songs.
TrainingSongs prepare_training_songs(const Experiment& experiment, const FeaturePlace& place);

}  // namespace cantus
