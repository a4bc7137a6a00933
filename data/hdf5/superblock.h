#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace cantus {

inline constexpr std::size_t kSuperblockBytes = 48;

// The remedy in the errors of files that are refused.
inline constexpr const char* kHdf5Remedy =
    "name a file that cantus wrote; one that is damaged is made anew once it is gone";

// What the first bytes of an HDF5 file say, read without the HDF5 library.
struct Superblock {
  std::uint64_t end_of_file = 0;  // the file's size in bytes
};

// Parses a superblock of version 3 at offset 0, closed by its writer. `bytes` are the first
// `num_bytes` bytes of `file`. Error(kBadData), at FILE@BYTE, for anything else.
Superblock parse_superblock(const std::string& file, const std::uint8_t* bytes,
                            std::size_t num_bytes);

}  // namespace cantus
