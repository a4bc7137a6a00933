#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// How many songs of a split have voice: as stated_voice says or, where it says nothing, as one of
// the `positive` labels in their label files. (A file that cannot be read counts, and is told of
// where its song is labelled.) A row of kind `accompaniment` belongs to the song before it and is
// none by itself.
std::int64_t num_songs_with_voice(const std::vector<CorpusSong>& songs, Split split,
                                  const std::set<std::string>& positive);

// Leaves of the songs of a split `num_songs` with voice, drawn by `seed`, each with its
// accompaniment, and the same share of those without voice; the other splits stay. The songs of a
// smaller number are among those of a larger one. Requires num_songs of at least 1 and at most
// num_songs_with_voice().
std::vector<CorpusSong> take_songs(const std::vector<CorpusSong>& songs, Split split,
                                   const std::set<std::string>& positive, std::int64_t num_songs,
                                   std::uint64_t seed);

}  // namespace cantus
