#pragma once

#include <cstdint>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// How many of the songs are for training and have voice: as stated_voice says or, where it says
// nothing, by their having labels. A row of kind `accompaniment` belongs to
// the song before it and is none by itself.
std::int64_t num_training_songs(const std::vector<CorpusSong>& songs);

// Leaves of the training songs `num_songs` with voice, drawn by `seed`, each with its
// accompaniment, and the same share of those without voice; the other splits stay. The songs of a
// smaller number are among those of a larger one. Requires num_songs of at least 1 and at most
// num_training_songs().
std::vector<CorpusSong> take_training_songs(const std::vector<CorpusSong>& songs,
                                            std::int64_t num_songs, std::uint64_t seed);

}  // namespace cantus
