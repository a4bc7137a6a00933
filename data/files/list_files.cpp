#include "data/files/list_files.h"

#include <algorithm>
#include <cctype>

#include "kernels/core/error.h"

namespace cantus {
namespace {

bool has_extension(const std::filesystem::path& path, const std::vector<std::string>& extensions) {
  if (extensions.empty()) return true;
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

}  // namespace

std::vector<std::filesystem::path> list_files(const std::filesystem::path& folder,
                                              const std::vector<std::string>& extensions) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  std::error_code failure;
  auto entry = fs::recursive_directory_iterator(folder, failure);
  for (const auto end = fs::recursive_directory_iterator(); !failure && entry != end;
       entry.increment(failure)) {
    const auto& path = entry->path();
    if (path.filename().string().front() == '.') {
      entry.disable_recursion_pending();
    } else if (std::error_code ignored;
               entry->is_regular_file(ignored) && has_extension(path, extensions)) {
      paths.push_back(path);
    }
  }
  if (failure) {
    const bool is_denied = failure == std::errc::permission_denied;
    throw Error(is_denied ? Exit::kNoPermission : Exit::kNoInput, folder.string(),
                is_denied ? "permission denied" : "no such folder", "a readable folder",
                "check the path");
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace cantus
