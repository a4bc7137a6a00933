#pragma once

#include <array>
#include <cstdint>
#include <filesystem>

namespace cantus {

// Identifies one state of a file: device, inode, size, mtime and ctime [ns]. At least one of them
// changes whenever the file of this name is replaced or written to, so equal stamps from before and
// after several reads by name say that each of them read the same content.
using FileStamp = std::array<std::int64_t, 5>;

// All zero where stat() of the path fails.
FileStamp stamp_of(const std::filesystem::path& path);

// Errors: kTryAgain where the file's stamp is no longer `before`.
void require_unchanged(const std::filesystem::path& path, const FileStamp& before);

}  // namespace cantus
