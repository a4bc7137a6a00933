#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// The songs of a corpus manifest (a file), where it has a column `kind` of the first of these kinds
// that is there; or the sound files below a folder: their labels are .lab files of the same name
// where there are any, their split is the first folder on the way called train, valid or test, else
// train. Errors: those of read_corpus_manifest, manifest_field and list_files; kNoInput when
// nothing is left.
std::vector<CorpusSong> read_sources(const std::filesystem::path& from,
                                     const std::vector<std::string>& kinds);

// Errors: kBadData for labels of a voice where no kind says what a song is; those of read_segments.
void refuse_voice(const std::vector<CorpusSong>& music);

}  // namespace cantus
