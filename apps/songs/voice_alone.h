#pragma once

#include <filesystem>
#include <vector>

#include "apps/songs/labelled_songs.h"

namespace cantus {

// Refuses, before hours of work, voices that are not there. Errors: those of InputFile.
void require_voices(const std::vector<LabelledSong>& songs);

// The sum of a song's `vocals` at that rate: the channel and level of the song, and its length, but
// for what conversions pad and cut. Requires that there are some. Errors: those of read_audio;
// kBadData where one's length differs by more than 0.1 s.
std::vector<float> voice_alone(const CorpusSong& song, int sample_rate, std::size_t num_samples);

// What is to be the stem of a song, as long as the song. Errors: kBadData, naming `file`, where its
// length differs by more than 0.1 s.
void fit_to_song(const std::filesystem::path& file, int sample_rate, std::size_t num_samples,
                 std::vector<float>& samples);

}  // namespace cantus
