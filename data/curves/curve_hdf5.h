#pragma once

#include <string>

#include "data/curves/curve.h"

namespace cantus {

// An HDF5 file with the vector `prob` (float32) on the dimension scale `time` (float64, seconds).
// Errors: those of Hdf5Writer.
std::string to_hdf5(const Curve& curve);

}  // namespace cantus
