#pragma once

#include "apps/info/file_facts.h"

namespace cantus {

constexpr std::uint64_t kMaxJsonBytes = std::uint64_t{64} << 20;

// What a text file is: a corpus or weak-label manifest, labels (.lab, .txt, .csv, .vocal and .jams
// by their extension, others by three fields a line), a curve or an evaluation's table (CSV), an
// experiment or a study (TOML). Errors: those of its reader, that of manifests also for what
// resembles one; kBadData for any other text.
FileFacts facts_of_text(const std::filesystem::path& path);

// Whether a text file that begins so is JSON. `[1]` opens a table of TOML as well as an array: the
// extension tells, or whether all of it can be read as JSON.
bool is_json(const std::filesystem::path& path, const std::string& head);

// Of JSON: JAMS, one of cantus's own documents, a training log (lines of objects) or any other.
// Errors: kBadData with FILE@BYTE.
FileFacts facts_of_json(const std::filesystem::path& path);

// Of a page of `detect`: the song, and what found the voice in it. Errors: kBadData for any other.
FileFacts facts_of_page(const std::filesystem::path& path);

}  // namespace cantus
