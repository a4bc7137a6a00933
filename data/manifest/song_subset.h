#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// How many songs of a split have voice: by stated_voice() or, where it is none, if their label
// files have one of the `positive` labels. (A label file that cannot be read counts; the error
// comes when the song is labelled.) A row of kind `accompaniment` belongs to the song before it and
// does not count.
std::int64_t num_songs_with_voice(const std::vector<CorpusSong>& songs, Split split,
                                  const std::set<std::string>& positive);

// Keeps `num_songs` songs with voice of a split, drawn by `seed`, each with its
// accompaniment, and the same share of its songs without voice; the other splits stay as they
// are. A smaller number draws a subset of a larger one. Requires 1 <= num_songs <=
// num_songs_with_voice().
std::vector<CorpusSong> take_songs(const std::vector<CorpusSong>& songs, Split split,
                                   const std::set<std::string>& positive, std::int64_t num_songs,
                                   std::uint64_t seed);

}  // namespace cantus
