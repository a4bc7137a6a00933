#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/corpora/recording.h"

namespace cantus {

// Applies a user's own splits: lines `NAME TAB SPLIT`, where NAME is a recording's, a song's or a
// singer's and SPLIT is train, valid, test or none (leave it out). Ignores fields between the first
// and the last, and a first line whose last field is `split`. Sets the split of what is named (a
// recording's own line has priority over its singer's) and removes what is to be left out. Errors:
// those of InputFile; kBadData with FILE:LINE for a name not in the corpus or with two splits.
void apply_split_file(const std::filesystem::path& path, std::vector<Recording>& recordings);

// Gives each recording without a split that of another recording of its song, so that a song named
// by its file takes its karaoke version along.
void share_splits_of_songs(std::vector<Recording>& recordings);

// Gives a split to each recording without one: 70 % train, 15 % valid, 15 % test, drawn from
// `seed`, so that no singer (if unknown, no song; else no name) is in two splits.
void draw_splits(std::uint64_t seed, std::vector<Recording>& recordings);

}  // namespace cantus
