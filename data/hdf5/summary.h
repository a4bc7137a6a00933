#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace cantus {

// Name and description of every data set and short text or number at the root of an HDF5 file, in
// the order of names: {"features", "float16 [399, 64]"}; of links into other files how many there
// are and how many lead nowhere. Reads all numbers, so that what is described is sound, but for the
// linked files'; runs in a child process, because HDF5 1.10 can be crashed by a forged file.
// Errors: those of Hdf5Reader, kBadData for a file that crashes the library.
std::vector<std::pair<std::string, std::string>> summarize_hdf5(const std::filesystem::path& path);

}  // namespace cantus
