#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/manifest/corpus_manifest.h"

namespace cantus {

// The songs of a corpus manifest (a file), of the first of these kinds that its column `kind` has;
// or the sound files below a folder, labelled by .lab files of the same name where there are any,
// whose split is the first folder on their path called train, valid or test, else train. Errors:
// those of read_corpus_manifest, manifest_field and list_files; kNoInput when nothing is left.
std::vector<CorpusSong> read_sources(const std::filesystem::path& from,
                                     const std::vector<std::string>& kinds);

// Refuses labels of a voice in songs without a kind. Errors: kBadData; those of read_segments.
void refuse_voice(const std::vector<CorpusSong>& music);

}  // namespace cantus
