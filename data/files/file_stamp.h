#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

namespace cantus {

// What changes whenever a file of this name is replaced or written to: device, inode, size, and the
// times of its last changes of content and of inode [ns]. Two equal stamps, taken before and after
// it was read by name more than once, say that it was one file each time.
using FileStamp = std::array<std::int64_t, 5>;

// All zero where no such file can be looked at.
FileStamp stamp_of(const std::filesystem::path& path);

// Errors: kTryAgain where the file is not what it was at `before`.
void require_unchanged(const std::filesystem::path& path, const FileStamp& before);

}  // namespace cantus
