#pragma once

#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// What is left of a song's name when corpora write it their own way: letters and digits, lower
// case, of other than ASCII all. "A Classic Education - NightOwl", "AClassicEducation_NightOwl" are
// one. A name of signs alone stays as it is.
std::string song_key(const std::string& name);

// Refuses songs that are in two splits by their file or under one name in the column `song`:
// MedleyDB is in MUSDB18, and what was learned from must not be tested on. Errors: kBadData that
// names them all.
void require_songs_in_one_split(const std::vector<CorpusSong>& songs);

}  // namespace cantus
