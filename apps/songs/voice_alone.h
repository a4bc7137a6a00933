#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/songs/labelled_songs.h"

namespace cantus {

// Refuses, before hours of work, voices that are not there. Errors: those of InputFile.
void require_voices(const std::vector<LabelledSong>& songs);

// The sum of a song's `vocals` at that rate: the channel and level of the song, and its length, but
// for what conversions pad and cut. Requires that there are some. Errors: those of read_audio and
// of require_length_of_song.
std::vector<float> voice_alone(const CorpusSong& song, int sample_rate, std::size_t num_samples);

// A stem is as long as its song, but for what conversions pad and cut. Errors: kBadData, naming
// `file`, where their lengths differ by more than 0.1 s.
void require_length_of_song(const std::filesystem::path& file, double stem_s, double song_s,
                            const std::string& remedy);

// What is to be the stem of a song, as long as the song. Errors: those of require_length_of_song.
void fit_to_song(const std::filesystem::path& file, int sample_rate, std::size_t num_samples,
                 std::vector<float>& samples);

}  // namespace cantus
