#pragma once

#include <filesystem>
#include <string>

#include "data/features/feature_store.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"

namespace cantus {

// Builds the HDF5 file of one track in memory. `path` is its name in errors.
MemoryImage build_feature_file(const std::filesystem::path& path, const FrontEnd& front_end,
                               StoredFloat type, const std::string& track,
                               const FeatureMatrix& features, const std::string& source);

// Opens such a file and checks that it belongs to this front end and track and that its parts are
// consistent. Errors: kBadData otherwise; those of open_hdf5.
Hdf5Reader open_feature_file(const std::filesystem::path& path, const FrontEnd& front_end,
                             const std::string& track);

}  // namespace cantus
