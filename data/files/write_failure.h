#pragma once

#include <cstdint>
#include <filesystem>

namespace cantus {

// Throws what a failed step of writing `path` means: kCannotCreate (no such folder, read-only file
// system, name too long), kNoPermission, kOsError (memory, file descriptors), kIoError (disk full:
// says the bytes needed and free; over the file-size limit; anything else: `step` and the system's
// words). `failure` is its errno.
[[noreturn]] void throw_write_failure(const std::filesystem::path& path, const char* step,
                                      int failure, std::uint64_t num_bytes_needed);

}  // namespace cantus
