#pragma once

#include <filesystem>

#include "apps/info/file_facts.h"

namespace cantus {

// The files below a folder, hidden ones left out, counted by what their names end in. Errors: those
// of list_files.
FileFacts facts_of_folder(const std::filesystem::path& folder);

}  // namespace cantus
