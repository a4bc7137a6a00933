#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/songs/labelled_songs.h"

namespace cantus {

// Checks, before hours of work, that all files of voices can be opened. Errors: those of InputFile.
void require_voices(const std::vector<LabelledSong>& songs);

// The sum of a song's `vocals` at `sample_rate`, with the song's channel and gain, padded or cut to
// `num_samples`. Requires that the song has `vocals`. Errors: those of read_audio and of
// require_length_of_song.
std::vector<float> voice_alone(const CorpusSong& song, int sample_rate, std::size_t num_samples);

// Refuses a stem that is more than 0.1 s longer or shorter than its song: conversions pad and cut
// less. Errors: kBadData, naming `file`.
void require_length_of_song(const std::filesystem::path& file, double stem_s, double song_s,
                            const std::string& remedy);

// Pads or cuts the samples of a stem to the song's length. Errors: those of require_length_of_song.
void fit_to_song(const std::filesystem::path& file, int sample_rate, std::size_t num_samples,
                 std::vector<float>& samples);

}  // namespace cantus
