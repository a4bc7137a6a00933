#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "data/files/lock.h"

namespace cantus {

// One HDF5 file through which many maps are read as if they stood in it: an external link a map,
// named by the map's path from `folder` without its extension ("train/01" opens train/01.h5), so
// that groups are folders; with it where a folder has that name. Maps of the index that was there
// stay in it while their files are there. The maps stay where they are; index and maps move
// together. Maps appear whole one by one, and a process that is killed costs none of those before:
// no file ever holds more than one. Whoever writes an index into this folder meanwhile is waited
// for. Returns how many the index opens. Errors: those of FileLock and write_file.
std::size_t write_map_index(const std::filesystem::path& folder, const std::string& name,
                            const std::vector<std::filesystem::path>& maps,
                            const WhileBusy& while_busy);

// Throws Error(kCannotCreate) for a folder, and, unless it `replaces` it, a file that is no index.
void refuse_other_than_index(const std::filesystem::path& path, bool replaces);

}  // namespace cantus
