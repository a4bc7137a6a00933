#pragma once

#include <filesystem>
#include <vector>

#include "apps/songs/labelled_songs.h"

namespace cantus {

// Refuses, before hours of work, voices that are not there. Errors: those of InputFile.
void require_voices(const std::vector<LabelledSong>& songs);

// A stem is as long as its song, but for what conversions pad and cut. Errors: kBadData, naming
// `file`, where its length differs by more than 0.1 s.
void require_same_length(const std::filesystem::path& file, double stem_s, double song_s);

// The sum of a song's `vocals` at that rate: the channel and level of the song, and its length.
// Requires that there are some. Errors: those of read_audio and require_same_length.
std::vector<float> voice_alone(const CorpusSong& song, int sample_rate, std::size_t num_samples);

// What is to be the stem of a song, as long as the song. Errors: those of require_same_length.
void fit_to_song(const std::filesystem::path& file, int sample_rate, std::size_t num_samples,
                 std::vector<float>& samples);

}  // namespace cantus
