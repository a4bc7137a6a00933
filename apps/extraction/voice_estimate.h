#pragma once

#include <filesystem>
#include <vector>

#include "apps/songs/song_map.h"
#include "models/saliency/masked_sound.h"

namespace cantus {

// Reads a sound file at the rate of map_front_end(). Errors: those of read_audio.
std::vector<float> samples_for_maps(const std::filesystem::path& sound);

// Compresses magnitudes by log1p, as the network sees them.
std::vector<float> compressed(std::vector<float> magnitudes);

// A song's samples and magnitudes, [num_frames, num_bins] of map_front_end().
struct SongFrames {
  std::vector<float> samples;
  std::vector<float> magnitudes, mix;  // linear, and compressed by log1p
  std::int64_t num_frames = 0, num_bins = 0;
};
// Computes them from samples at the rate of map_front_end(). Throws Error(kBadData), naming `path`,
// where there are fewer samples than in one frame.
SongFrames song_frames(const std::filesystem::path& path, std::vector<float> samples,
                       const MaskedSound& masked);

// Reads the map of a song. Errors: those of read_song_map; kBadData for another number of frames
// than `num_frames`.
StoredMap map_of(const std::filesystem::path& map, const std::filesystem::path& song,
                 std::int64_t num_frames);

// The voice that was estimated in a song's frames.
struct VoiceEstimate {
  std::vector<float> mask;         // [num_frames, num_bins] 0 to 1
  std::vector<float> spectrogram;  // the voice's log1p magnitudes
};

// The estimate from a voice's log1p magnitudes, such as those of a saliency map.
//   magnitudes [num_frames, num_bins], linear
VoiceEstimate estimate_of_spectrogram(std::vector<float> spectrogram,
                                      const std::vector<float>& magnitudes);

// The estimate by REPET-SIM. Its spectrogram is that of the extracted sound, as the paper's for
// KAML is (section 5.3): frames overlap, so it is not the song's spectrogram under the mask.
VoiceEstimate estimate_by_repetition(Queue& host, const MaskedSound& masked,
                                     const SongFrames& song);

}  // namespace cantus
