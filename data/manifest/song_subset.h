#pragma once

#include <cstdint>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// How many songs of a split have voice: as stated_voice says or, where it says nothing, by their
// having labels. A row of kind `accompaniment` belongs to the song before it and is none by itself.
std::int64_t num_songs_with_voice(const std::vector<CorpusSong>& songs, Split split);

// Leaves of the songs of a split `num_songs` with voice, drawn by `seed`, each with its
// accompaniment, and the same share of those without voice; the other splits stay. The songs of a
// smaller number are among those of a larger one. Requires num_songs of at least 1 and at most
// num_songs_with_voice().
std::vector<CorpusSong> take_songs(const std::vector<CorpusSong>& songs, Split split,
                                   std::int64_t num_songs, std::uint64_t seed);

}  // namespace cantus
