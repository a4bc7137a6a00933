#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "data/files/file_descriptor.h"

namespace cantus {

// Reads a finished temporary file back; throws when its content is not what was written.
using VerifyFile = std::function<void(const std::filesystem::path& temporary)>;

// A file that appears under its name whole or not at all: written to a temporary file in the same
// folder, flushed, verified, renamed, and the rename flushed too. A process killed at any instant
// leaves the old file and at most a `.NAME.*.tmp`; an error removes that as well. A symbolic link
// of this name is replaced, not followed. Errors: kCannotCreate (no such folder, read-only, the
// name is not a regular file), kNoPermission, kIoError (disk full: says the bytes needed and free;
// or any other failure). Programs that write large files ignore SIGXFSZ, so that a file-size limit
// is an error, not a death.
class AtomicFile {
 public:
  // Reserves `num_bytes` (0: not known) at once, so that a full disk is found before any byte.
  explicit AtomicFile(const std::filesystem::path& path, std::uint64_t num_bytes = 0);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);

  // No write() may follow.
  void commit(const VerifyFile& verify = {});
  // Like commit(), but never replaces a file that has appeared under the name meanwhile: keeps it
  // and returns false. A dangling link does not count as a file.
  bool commit_new(const VerifyFile& verify = {});

 private:
  void finish(const VerifyFile& verify);
  void take_name(int failure);  // errno of the rename
  [[noreturn]] void fail(const char* step, int failure) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  FileDescriptor fd_;
  std::uint64_t num_bytes_ = 0;
  std::uint64_t num_written_ = 0;
  bool is_committed_ = false;
};

// Writes content that is in memory by the whole protocol above.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                const VerifyFile& verify = {});

// Like write_file, but never replaces a file: keeps it and returns false.
bool write_new_file(const std::filesystem::path& path, std::string_view bytes,
                    const VerifyFile& verify = {});

// Removes a file if it exists, and flushes the removal: the file stays gone after a power cut,
// before anything that is done afterwards takes effect. Errors: those of AtomicFile.
void remove_file(const std::filesystem::path& path);

}  // namespace cantus
