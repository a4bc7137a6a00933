#include "data/files/list_files.h"

#include <algorithm>
#include <cctype>

#include "data/files/folder_names.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct Found {
  std::vector<fs::path> paths;
  std::size_t num_folder_links = 0;
};

// Appends the files in `folder`; false, with the reason, where it cannot be read.
bool append_files(const fs::path& folder, const std::vector<std::string>& extensions, Found& found,
                  std::error_code& failure) {
  for (const std::string& name : names_in(folder, failure)) {
    if (name.front() == '.') continue;
    const fs::path path = folder / name;
    std::error_code ignored;
    const bool is_folder = fs::is_directory(path, ignored);
    if (!is_folder && has_extension(path, extensions)) found.paths.push_back(path);
    if (!is_folder) continue;
    if (fs::is_symlink(path, ignored))
      ++found.num_folder_links;
    else if (std::error_code unreadable; !append_files(path, extensions, found, unreadable))
      found.paths.push_back(path);
  }
  return !failure;
}

}  // namespace

std::string names_of(const std::vector<fs::path>& files) {
  constexpr std::size_t kMost = 10;
  const std::size_t num_named = std::min(files.size(), kMost);
  const std::string names =
      join({files.begin(), files.begin() + static_cast<std::ptrdiff_t>(num_named)});
  if (num_named == files.size()) return names;
  return names + " and " + std::to_string(files.size() - num_named) + " more";
}

std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool has_extension(const fs::path& path, const std::vector<std::string>& extensions) {
  return extensions.empty() ||
         std::find(extensions.begin(), extensions.end(), lower_extension(path)) != extensions.end();
}

std::vector<fs::path> list_files(const fs::path& folder, const std::vector<std::string>& extensions,
                                 std::size_t* num_folder_links) {
  Found found;
  if (std::error_code failure; !append_files(folder, extensions, found, failure)) {
    const bool is_denied = failure == std::errc::permission_denied;
    throw Error(is_denied ? Exit::kNoPermission : Exit::kNoInput, folder.string(),
                is_denied ? "permission denied" : "no such folder", "a readable folder",
                "check the path");
  }
  std::sort(found.paths.begin(), found.paths.end());
  if (num_folder_links != nullptr) *num_folder_links = found.num_folder_links;
  return found.paths;
}

}  // namespace cantus
