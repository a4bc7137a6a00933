#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "data/files/lock.h"

namespace cantus {

// Writes one HDF5 file through which many maps are read as if they were in it: one external link
// for each map, named by the map's path from `folder` without its extension ("train/01" opens
// train/01.h5), so that groups are folders; with the extension where a folder has that name. Maps
// of an index already there stay in it while their files exist. The maps stay in their own files,
// so that a killed process loses none of the finished ones; index and maps must be moved together.
// Waits for another process that writes an index into this folder. Returns how many maps the index
// opens. Errors: those of FileLock and write_file.
std::size_t write_map_index(const std::filesystem::path& folder, const std::string& name,
                            const std::vector<std::filesystem::path>& maps,
                            const WhileBusy& while_busy);

// Throws Error(kCannotCreate) for a folder and, unless `replaces`, for a file that is no index.
void refuse_other_than_index(const std::filesystem::path& path, bool replaces);

}  // namespace cantus
