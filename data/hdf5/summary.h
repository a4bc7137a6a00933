#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cantus {

// Name and description of every data set and short text or number at the root of an HDF5 file,
// sorted by name: {"features", "float16 [399, 64]"}; for links into other files, how many there are
// and how many are broken. Reads all numbers, except those of linked files, so that a damaged file
// is not described; runs in a child process, because HDF5 1.10 can be crashed by a forged file.
// Errors: those of Hdf5Reader, kBadData for a file that crashes the HDF5 library.
std::vector<std::pair<std::string, std::string>> summarize_hdf5(const std::filesystem::path& path);

}  // namespace cantus
