#pragma once

#include "apps/info/file_facts.h"

namespace cantus {

constexpr std::uint64_t kMaxJsonBytes = std::uint64_t{64} << 20;

// What a text file is: a corpus or weak-label manifest, labels (.lab, .txt, .csv, .vocal and .jams
// by their extension, others by three fields per line), a curve or an evaluation's table (CSV), an
// experiment or a study (TOML). Errors: those of the file's reader; for what only resembles a
// manifest, those of the manifest's reader; kBadData for any other text.
FileFacts facts_of_text(const std::filesystem::path& path);

// Whether a text file that begins with `head` is JSON. `[1]` opens a TOML table as well as an
// array: there the extension decides, or whether the whole file parses as JSON.
bool is_json(const std::filesystem::path& path, const std::string& head);

// What a JSON file is: JAMS, a document of cantus, a training log (lines of objects) or any other.
// Errors: kBadData with FILE@BYTE.
FileFacts facts_of_json(const std::filesystem::path& path);

// Facts of a page that `detect` wrote: its song and model. Errors: kBadData for any other page.
FileFacts facts_of_page(const std::filesystem::path& path);

}  // namespace cantus
