#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/program/batch.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"

namespace cantus {

// The songs of all manifests, each manifest read by `read`.
std::vector<CorpusSong> read_manifests(
    const std::vector<std::filesystem::path>& manifests,
    const std::function<std::vector<CorpusSong>(const std::filesystem::path&)>& read =
        read_corpus_manifest);

// The songs of these kinds in all manifests (no kinds: all songs). Errors: kBadData for a sound
// that is named twice; those of read_corpus_manifest and require_songs_in_one_split; `when_absent`
// when a kind has no song, naming the kinds there are.
std::vector<CorpusSong> read_songs(const std::vector<std::filesystem::path>& manifests,
                                   const std::vector<std::string>& kinds, Exit when_absent);
// The same for songs that are read already; `manifest` names them in errors.
std::vector<CorpusSong> checked_songs(const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& kinds,
                                      const std::filesystem::path& manifest, Exit when_absent);

// Checks that every song's sound begins in a format that can be read, and reads its labels, for a
// dry run or before hours of work. Songs that are missing or cannot be read are all named on
// stderr, each once. Errors: the first song's code.
void require_readable(const std::vector<CorpusSong>& songs);

// Throws if a song of the batch failed, with the code of the first that did.
void require_all_done(const Batch& batch);

}  // namespace cantus
