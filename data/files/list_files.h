#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// The files below `folder` (to any depth), hidden ones left out, whose extension is one of
// `extensions` (lower case, with the dot; capitals in the name do not matter; none: all files),
// sorted by path, so that no result depends on the order of the disk. Links to folders are not
// followed, only counted; the list also has what cannot be read, such as a dangling link or a
// folder without permission, so that its reader reports it. Errors: kNoInput when there is no such
// folder, kNoPermission.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                              const std::vector<std::string>& extensions = {},
                                              std::size_t* num_folder_links = nullptr);

// The paths for a message, at most the first ten: "a.wma, b/c.wma and 12 more".
std::string names_of(const std::vector<std::filesystem::path>& files);

// The extension of a file's name with the dot, in lower case.
std::string lower_extension(const std::filesystem::path& path);

// Whether the lower_extension() of a file's name is one of `extensions`.
bool has_extension(const std::filesystem::path& path, const std::vector<std::string>& extensions);

}  // namespace cantus
