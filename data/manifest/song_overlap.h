#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// What is left of a song's name when corpora write it their own way: letters and digits, lower
// case, of other than ASCII all. "A Classic Education - NightOwl", "AClassicEducation_NightOwl" are
// one. A name of signs alone stays as it is.
std::string song_key(const std::string& name);

// "song nightowl": what a song is known by in whichever corpus, where its manifest has a column
// `song`; none where that says nothing.
std::optional<std::string> key_by_name(const CorpusSong& song);
// The same and that of its file, where it has one: songs with a key in common are one.
std::vector<std::string> keys_of_song(const CorpusSong& song);

// Refuses songs that are in two splits by their file, the bytes of their files, or under one name
// in the column `song`: MedleyDB is in MUSDB18, and what was learned from must not be tested on.
// Files that are not there are passed over. Errors: kBadData that names them all.
void require_songs_in_one_split(const std::vector<CorpusSong>& songs);

}  // namespace cantus
