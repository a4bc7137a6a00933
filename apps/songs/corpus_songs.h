#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/program/batch.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"

namespace cantus {

// The songs of all manifests, each read by `read`.
std::vector<CorpusSong> read_manifests(
    const std::vector<std::filesystem::path>& manifests,
    const std::function<std::vector<CorpusSong>(const std::filesystem::path&)>& read =
        read_corpus_manifest);

// The songs of all manifests that are of these kinds (none: all). Errors: kBadData for a sound that
// two of them name; those of read_corpus_manifest and require_songs_in_one_split; `when_absent`
// when no song is of one of the kinds, naming those there are.
std::vector<CorpusSong> read_songs(const std::vector<std::filesystem::path>& manifests,
                                   const std::vector<std::string>& kinds, Exit when_absent);
// The same of songs that are read already; `manifest` stands for where, in errors.
std::vector<CorpusSong> checked_songs(const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& kinds,
                                      const std::filesystem::path& manifest, Exit when_absent);

// Holds the beginnings of all songs' sounds to the formats that are read, and reads their labels,
// for a run that is only tried or takes hours. Songs that are not there or cannot be read are named
// on stderr, all of them, each once. Errors: the first song's code.
void require_readable(const std::vector<CorpusSong>& songs);

// Of a batch of a manifest's songs. Errors: the code of the first that failed.
void require_all_done(const Batch& batch);

}  // namespace cantus
