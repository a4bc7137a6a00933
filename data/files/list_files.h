#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// The regular files below `folder` (to any depth), hidden ones left out, whose extension is one of
// `extensions` (lower case, with the dot; capitals in the name do not matter; none: all files),
// sorted by path, so that no result depends on the order of the disk. Links to folders are not
// followed. Errors: kNoInput when there is no such folder, kNoPermission.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                              const std::vector<std::string>& extensions = {});

}  // namespace cantus
