#include "data/files/write_failure.h"

#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string free_bytes_in(const std::filesystem::path& folder) {
  struct statvfs facts {};
  if (::statvfs(folder.c_str(), &facts) != 0) return "an unknown number of";
  return std::to_string(static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize);
}

}  // namespace

void throw_write_failure(const std::filesystem::path& path, const char* step, int failure,
                         std::uint64_t num_bytes_needed, const char* remedy) {
  const std::string where = path.string();
  const auto folder = path.parent_path().empty() ? "." : path.parent_path();
  switch (failure) {
    case ENOENT:
    case ENOTDIR:
      throw Error(Exit::kCannotCreate, where, "cannot be created, there is no such folder",
                  "folder " + folder.string(), "create it");
    case EROFS:
      throw DiskFailure(Exit::kCannotCreate, where, "cannot be created, read-only file system",
                        "a folder that can be written", remedy);
    case EACCES:
    case EPERM:
      throw Error(Exit::kNoPermission, where, "cannot be created, permission denied",
                  "write permission for " + folder.string(), std::string("change it or ") + remedy);
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      throw Error(Exit::kOsError, where, std::string(step) + ", " + std::strerror(failure), "",
                  "run fewer jobs at a time");
    case ENAMETOOLONG:
      throw Error(Exit::kCannotCreate, where, "cannot be created, its name is too long", "",
                  "choose a shorter name");
    case ENOSPC:
    case EDQUOT:
      throw DiskFailure(Exit::kIoError, where,
                        "disk is full, " + std::to_string(num_bytes_needed) + " bytes needed, " +
                            free_bytes_in(folder) + " bytes free",
                        "", "free some space");
    case EFBIG:
      throw Error(
          Exit::kIoError, where,
          "larger than the file-size limit, " + std::to_string(num_bytes_needed) + " bytes needed",
          "", "raise the limit (ulimit -f)");
    default:
      throw Error(Exit::kIoError, where, std::string(step) + ", " + std::strerror(failure), "",
                  "check the disk");
  }
}

}  // namespace cantus
