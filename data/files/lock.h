#pragma once

#include <filesystem>

#include "data/files/file_descriptor.h"

namespace cantus {

enum class WhenBusy { kFail, kWait };

// Holds a lock file for its own lifetime (flock: the kernel lets go when the process dies, however
// it dies). The file names the holder by host and process and stays behind; the holder may delete
// it. Errors: kTryAgain when another process holds it (naming it); kCannotCreate, kNoPermission.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path, WhenBusy when_busy = WhenBusy::kFail);

 private:
  void take(const std::filesystem::path& path, WhenBusy when_busy);

  FileDescriptor fd_;
};

}  // namespace cantus
