#pragma once

#include <optional>
#include <vector>

#include "apps/songs/labelled_songs.h"
#include "data/frontend/feature_extractor.h"

namespace cantus {

// The columns and rows of a manifest that give a song's voice, for errors.
inline constexpr const char* kKnownVoices =
    "a column `vocals`, or a row of kind accompaniment behind a song's";

// The songs' voices by themselves: the sum of a song's `vocals` or, without those, the song minus
// the accompaniment in the next row, sample by sample. The songs must outlive it.
class KnownVoices {
 public:
  KnownVoices(Queue& host, const std::vector<LabelledSong>& songs, const FrontEnd& front_end)
      : songs_(songs), extractor_(host, front_end) {}

  // Features [num_frames, num_bands] of the voice of song i; nothing where its voice is not known.
  // Errors: those of read_audio and voice_alone; kBadData where an accompaniment and its song
  // differ in length.
  std::optional<FeatureMatrix> spectrogram(std::size_t i);

 private:
  const std::vector<LabelledSong>& songs_;
  FeatureExtractor extractor_;
};

}  // namespace cantus
