#pragma once

#include <string>
#include <vector>

#include "apps/evaluation/evaluate_model.h"
#include "apps/evaluation/evaluation.h"
#include "apps/model/model_file.h"
#include "apps/songs/labelled_songs.h"

namespace cantus {

// The songs of a trial, with features in the store and the truth about their frames.
struct TrialSongs {
  FeaturePlace place;
  std::vector<LabelledSong> songs;
  std::vector<LabelledSong> fitting;  // of split `valid`, to fit the maps' scale or thresholds
  std::vector<JudgedSong> judged;     // of `songs`
  std::vector<std::string> positive;  // labels that mean voice
  std::vector<CorpusSong> train;      // of the same manifests, for detectors that learn

  // Digest of the sounds and labels that the metrics depend on: those of `songs` and `fitting`.
  std::string sha256() const;
  // The same with their `vocals`, on which metrics of maps depend.
  std::string sha256_with_voices() const;
};

// The songs that a trial is scored on, without features. Errors: those of read_songs; kUsage when
// more songs are asked for than there are; kNoInput when no song is of the split.
std::vector<CorpusSong> songs_of_trial(const ModelTrial& trial);

// Extracts missing features, which may take hours, and labels the songs as the model needs them:
// with its labels, unless the trial has some, its front end, and features stored as in its
// training, which most likely exist. Errors: those of songs_of_trial and extract_and_label;
// kBadData when no song has one of the labels.
TrialSongs prepare_trial_songs(const ModelTrial& trial, const Model& model,
                               const CommonOptions& common);
// Without a model: with the trial's labels.
TrialSongs prepare_trial_songs(const ModelTrial& trial, const FrontEnd& front_end, StoredFloat type,
                               const CommonOptions& common);

// The subject of reports on a model, over all frames of these songs.
Subject subject_of(const ModelTrial& trial, const Model& model, const TrialSongs& songs,
                   const CommonOptions& common);

}  // namespace cantus
