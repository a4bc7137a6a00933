#pragma once

#include "apps/info/file_facts.h"

namespace cantus {

// What a text file is: labels (.lab, .txt, .csv and .vocal by their extension, others by three
// fields a line), a curve or an evaluation's table (CSV), a corpus or weak-label manifest, an
// experiment or a study (TOML), JAMS, one of cantus's own JSON documents, a training log. Errors:
// those of its reader; kBadData for any other text.
FileFacts facts_of_text(const std::filesystem::path& path);

// Of JSON: a document, or lines of objects. Errors: kBadData with FILE@BYTE.
FileFacts facts_of_json(const std::filesystem::path& path);

}  // namespace cantus
