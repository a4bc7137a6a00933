#pragma once

#include <filesystem>

#include "apps/info/file_facts.h"

namespace cantus {

// Counts the files below a folder by extension, hidden files left out. Errors: those of list_files.
FileFacts facts_of_folder(const std::filesystem::path& folder);

}  // namespace cantus
