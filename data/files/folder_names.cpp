#include "data/files/folder_names.h"

#include <dirent.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace cantus {
namespace {

struct Close {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

std::vector<std::string> names_in(const std::filesystem::path& folder, std::error_code& failure) {
  std::vector<std::string> names;
  failure.clear();
  const std::unique_ptr<DIR, Close> open(::opendir(folder.c_str()));
  errno = open ? 0 : errno;
  while (const dirent* entry = open ? ::readdir(open.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  if (errno != 0) failure.assign(errno, std::generic_category());
  return names;
}

}  // namespace cantus
