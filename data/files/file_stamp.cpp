#include "data/files/file_stamp.h"

#include <sys/stat.h>

#include "kernels/core/error.h"

namespace cantus {

FileStamp stamp_of(const std::filesystem::path& path) {
  struct stat facts;
  if (::stat(path.c_str(), &facts) != 0) return {};
  const auto ns = [](const timespec& time) { return time.tv_sec * 1000000000 + time.tv_nsec; };
  return {static_cast<std::int64_t>(facts.st_dev), static_cast<std::int64_t>(facts.st_ino),
          facts.st_size, ns(facts.st_mtim), ns(facts.st_ctim)};
}

void require_unchanged(const std::filesystem::path& path, const FileStamp& before) {
  if (stamp_of(path) != before)
    throw Error(Exit::kTryAgain, path.string(), "changed while it was read", "",
                "run the same command again once it is whole");
}

}  // namespace cantus
