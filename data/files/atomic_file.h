#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "data/files/file_descriptor.h"

namespace cantus {

// Reads a finished temporary file back; throws when it is not as it should be.
using VerifyFile = std::function<void(const std::filesystem::path& temporary)>;

// A file that appears under its name whole or not at all: written aside in the same folder,
// flushed, verified, renamed, and the rename flushed too. Whoever is killed at any instant leaves
// the old file and at most a `.NAME.*.tmp` behind; an error removes that as well. A symbolic link
// of that name is replaced, not followed. Errors: kCannotCreate (no such folder, read-only, the
// name is not a regular file), kNoPermission, kIoError (disk full: says the bytes needed and free;
// or any other failure). Programs that write large files ignore SIGXFSZ, so that a file-size limit
// is an error, not a death.
class AtomicFile {
 public:
  // `num_bytes`, where known, is reserved at once: a disk too small is found before the first byte.
  explicit AtomicFile(const std::filesystem::path& path, std::uint64_t num_bytes = 0);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);

  // Nothing may be written afterwards.
  void commit(const VerifyFile& verify = {});
  // The same where no file of that name has come to be there meanwhile: false where one has, which
  // stays. A link to nothing is none.
  bool commit_new(const VerifyFile& verify = {});

 private:
  void finish(const VerifyFile& verify);
  void take_name(int failure);  // of the rename
  [[noreturn]] void fail(const char* step, int failure) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  FileDescriptor fd_;
  std::uint64_t num_bytes_ = 0;
  std::uint64_t num_written_ = 0;
  bool is_committed_ = false;
};

// The whole protocol for content that is in memory.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                const VerifyFile& verify = {});

// The same for a name that is not taken: false where it is, whose file stays.
bool write_new_file(const std::filesystem::path& path, std::string_view bytes,
                    const VerifyFile& verify = {});

// Removes a file, where it is there, so that it is gone after a power cut too, before anything that
// is done afterwards. Errors: as above.
void remove_file(const std::filesystem::path& path);

}  // namespace cantus
