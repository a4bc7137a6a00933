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

  // Digest of their sounds and labels.
  std::string sha256() const;
};

// The manifests' songs that an experiment uses, as yet without features; with data.num_songs, all
// those that are drawn from. Errors: those of the manifests' readers; kBadConfig when there are no
// training songs, when no label of the training or of the validation songs means voice, or when
// fewer songs have voice than are to be drawn.
std::vector<CorpusSong> songs_of_experiment(const Experiment& experiment);

// Where the features of the training songs are: those of the front end at `place` or, for songs
// whose excerpts are augmented, the magnitudes that these are computed from.
FeaturePlace place_of_training(const Experiment& experiment, const FeaturePlace& place);

// Labels the songs and extracts missing features, which may take hours: for training songs at
// place_of_training(), for validation songs at `place`. Errors: those of read_corpus_manifest and
// extract_and_label; kBadConfig when there is no song, or no voice in any training song.
TrainingSongs prepare_training_songs(const Experiment& experiment, const FeaturePlace& place);

}  // namespace cantus
