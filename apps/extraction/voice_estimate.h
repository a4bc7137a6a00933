#pragma once

#include <filesystem>
#include <vector>

#include "apps/songs/song_map.h"
#include "models/saliency/masked_sound.h"

namespace cantus {

// A sound file's samples at the rate of map_front_end(). Errors: those of read_audio.
std::vector<float> samples_for_maps(const std::filesystem::path& sound);

// log1p, in which the network sees magnitudes.
std::vector<float> compressed(std::vector<float> magnitudes);

// A song's frames, taken apart: [num_frames, num_bins] of map_front_end().
struct SongFrames {
  std::vector<float> samples;
  std::vector<float> magnitudes, mix;  // linear; log1p
  std::int64_t num_frames = 0, num_bins = 0;
};
// Of a sound's samples at the rate of map_front_end(). Throws Error(kBadData), naming `path`, where
// they are fewer than a frame has.
SongFrames song_frames(const std::filesystem::path& path, std::vector<float> samples,
                       const MaskedSound& masked);

// The map of a song. Errors: those of read_song_map; kBadData for another number of frames than
// `num_frames`.
StoredMap map_of(const std::filesystem::path& map, const std::filesystem::path& song,
                 std::int64_t num_frames);

// What of a song's frames is taken for the voice's.
struct VoiceEstimate {
  std::vector<float> mask;         // [num_frames, num_bins] 0 to 1
  std::vector<float> spectrogram;  // of the voice: log1p magnitudes
};

// From a voice's log1p magnitudes, as a saliency map gives them.
//   magnitudes [num_frames, num_bins], linear
VoiceEstimate estimate_of_spectrogram(std::vector<float> spectrogram,
                                      const std::vector<float>& magnitudes);

// By REPET-SIM. The spectrogram is that of the sound it extracts, as the paper has it of KAML's
// (section 5.3): frames overlap, so it is not what the mask leaves of the song's.
VoiceEstimate estimate_by_repetition(Queue& host, const MaskedSound& masked,
                                     const SongFrames& song);

}  // namespace cantus
