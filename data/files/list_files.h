#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// The files below `folder` (to any depth), hidden ones left out, whose extension is one of
// `extensions` (lower case, with the dot; capitals in the name do not matter; none: all files),
// sorted by path, so that no result depends on the order of the disk. Links to folders are not
// followed, only counted; what cannot be read, such as a link to nothing or a folder without
// permission, stands there too, so that whoever reads it says so. Errors: kNoInput when there is no
// such folder, kNoPermission.
std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                              const std::vector<std::string>& extensions = {},
                                              std::size_t* num_folder_links = nullptr);

// "a.wma, b/c.wma and 12 more": their paths, of more than ten the first ten.
std::string names_of(const std::vector<std::filesystem::path>& files);

// What a file's name ends in, with the dot, in lower case.
std::string lower_extension(const std::filesystem::path& path);

// Whether a file's name ends in one of them, as above.
bool has_extension(const std::filesystem::path& path, const std::vector<std::string>& extensions);

}  // namespace cantus
