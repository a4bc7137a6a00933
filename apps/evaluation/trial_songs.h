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
  std::vector<LabelledSong> fitting;  // of split `valid`, that fit maps' scale or thresholds
  std::vector<JudgedSong> judged;     // of these
  std::vector<std::string> positive;  // labels that are voice
  std::vector<CorpusSong> train;      // of the same manifests, for detectors that have to learn

  // Of the sound and labels of all that the metrics depend on: `songs` and `fitting`.
  std::string sha256() const;
  // The same and of their `vocals`, on which metrics of maps depend.
  std::string sha256_with_voices() const;
};

// The songs that a trial judges, without features. Errors: those of
// read_songs; kUsage with more songs asked for than there are; kNoInput when no song is of the
// split.
std::vector<CorpusSong> songs_of_trial(const ModelTrial& trial);

// Extracts what features they lack, which may take hours, and labels them, as a model hears them:
// its labels, unless the trial has some, and its front end, in the numbers it was trained on, which
// are the ones most likely to be stored. Errors: those of songs_of_trial and extract_and_label;
// kBadData when no song has one of the labels.
TrialSongs prepare_trial_songs(const ModelTrial& trial, const Model& model,
                               const CommonOptions& common);
// Without a model: by the trial's labels.
TrialSongs prepare_trial_songs(const ModelTrial& trial, const FrontEnd& front_end, StoredFloat type,
                               const CommonOptions& common);

// What reports of a model on all frames of these songs are about.
Subject subject_of(const ModelTrial& trial, const Model& model, const TrialSongs& songs,
                   const CommonOptions& common);

}  // namespace cantus
