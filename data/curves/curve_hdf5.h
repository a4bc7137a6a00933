#pragma once

#include <filesystem>
#include <string>

#include "data/curves/curve.h"

namespace cantus {

// An HDF5 file with the vector `prob` (float32) on the dimension scale `time` (float64, seconds).
// Errors: those of Hdf5Writer.
std::string to_hdf5(const Curve& curve);

// Reads what to_hdf5 wrote. Errors: those of Hdf5Reader; kBadData when times and values differ in
// number, or the times do not rise.
Curve read_curve_hdf5(const std::filesystem::path& path);

}  // namespace cantus
