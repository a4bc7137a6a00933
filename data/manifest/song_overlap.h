#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// A song's name in a form in which corpora agree: ASCII letters and digits in lower case, and all
// non-ASCII characters. "A Classic Education - NightOwl" and "AClassicEducation_NightOwl" become
// one. A name of signs alone stays as it is.
std::string song_key(const std::string& name);

// "song nightowl": the key of a song in any corpus, from its manifest's column `song`; none without
// that column or a value in it.
std::optional<std::string> key_by_name(const CorpusSong& song);
// That key and one of the song's file, if it has one: songs that share a key are the same song.
std::vector<std::string> keys_of_song(const CorpusSong& song);

// Refuses songs that are in two splits, by their file, its bytes, or their name in the column
// `song`: MUSDB18 contains MedleyDB songs, and training songs must not be tested on. Skips files
// that do not exist. Errors: kBadData that names all such songs.
void require_songs_in_one_split(const std::vector<CorpusSong>& songs);

}  // namespace cantus
