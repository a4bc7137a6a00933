#pragma once

#include <optional>
#include <vector>

#include "apps/songs/labelled_songs.h"
#include "data/frontend/feature_extractor.h"

namespace cantus {

// What a voice is known by, in errors.
inline constexpr const char* kKnownVoices =
    "a column `vocals`, or a row of kind accompaniment behind a song's";

// The songs' voices by themselves: what their `vocals` hold or, without those, what the
// accompaniment behind them lacks, in sound. The songs outlive it.
class KnownVoices {
 public:
  KnownVoices(Queue& host, const std::vector<LabelledSong>& songs, const FrontEnd& front_end)
      : songs_(songs), extractor_(host, front_end) {}

  // Features [num_frames, num_bands] of a song's; nothing where the voice is not known. Errors:
  // those of read_audio and voice_alone; kBadData where an accompaniment is not as long as its
  // song.
  std::optional<FeatureMatrix> spectrogram(std::size_t i);

 private:
  const std::vector<LabelledSong>& songs_;
  FeatureExtractor extractor_;
};

}  // namespace cantus
