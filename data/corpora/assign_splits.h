#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/corpora/recording.h"

namespace cantus {

// A user's own splits: lines `NAME TAB SPLIT`, where NAME is a recording's, a song's or a singer's
// and SPLIT is train, valid, test or none (leave it out); fields between the first and the last are
// passed over, and so is a first line whose last field is `split`. Sets the split of what it names,
// a recording's own line before its singer's, and takes away what is to be left out. Errors: those
// of InputFile; kBadData with FILE:LINE for a name that the corpus has not, or that has two splits.
void apply_split_file(const std::filesystem::path& path, std::vector<Recording>& recordings);

// Gives a recording that has no split that of another recording of its song: a song that is named
// by its file takes its karaoke along.
void share_splits_of_songs(std::vector<Recording>& recordings);

// Gives a split to every recording that has none: 70 % train, 15 % valid, 15 % test of them, drawn
// from `seed`, so that no singer (where none is known, no song; else no name) is in two of them.
void draw_splits(std::uint64_t seed, std::vector<Recording>& recordings);

}  // namespace cantus
