#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "data/files/file_descriptor.h"

namespace cantus {

// Called repeatedly while waiting for a lock that another process, `holder`, has; an exception that
// it throws ends the wait.
using WhileBusy = std::function<void(const std::string& holder, double waited_s)>;

// Holds a lock file for its own lifetime (flock: the kernel releases it when the process dies,
// however it dies). The file names the holder by host and process and stays behind; the holder may
// delete it. Another user's read-only lock file can be locked too, but keeps the name in it.
// Errors: kCannotCreate, kNoPermission.
class FileLock {
 public:
  // Throws Error(kTryAgain), naming the holder, when another process has it.
  explicit FileLock(const std::filesystem::path& path);
  // Waits until no other process has it. `remedy`: see throw_write_failure.
  FileLock(const std::filesystem::path& path, const WhileBusy& while_busy,
           const char* remedy = "choose another output");

 private:
  // False when another process has it.
  bool take(const std::filesystem::path& path, const char* remedy);
  void sign() const;

  FileDescriptor fd_;
};

}  // namespace cantus
