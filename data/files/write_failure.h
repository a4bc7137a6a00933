#pragma once

#include <cstdint>
#include <filesystem>

#include "kernels/core/error.h"

namespace cantus {

// Thrown where the disk is full or read-only: no other file can be written either.
class DiskFailure : public Error {
 public:
  using Error::Error;
};

// Throws the Error that a failed step of writing `path` means: kCannotCreate (no such folder,
// read-only file system, name too long), kNoPermission, kOsError (memory, file descriptors),
// kIoError (disk full: says the bytes needed and free; over the file-size limit; anything else:
// `step` and the system's words). `failure` is its errno; `remedy` is for a folder that cannot be
// written to. A full or read-only disk throws a DiskFailure.
[[noreturn]] void throw_write_failure(const std::filesystem::path& path, const char* step,
                                      int failure, std::uint64_t num_bytes_needed,
                                      const char* remedy = "choose another output");

}  // namespace cantus
