#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/frontend/front_end.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"

namespace cantus {

// Describes the front end of the frames in an HDF5 file: in attributes of the root, and in the
// dimension scales `time` (s, centre of the frame's window) and `frequency` (Hz) of `matrix` [time,
// band], which must exist.
void describe_front_end(Hdf5Writer& file, const FrontEnd& front_end, const std::string& matrix,
                        std::int64_t num_frames);

// Whether a file's frames are of this front end.
bool is_of_front_end(const Hdf5Reader& file, const FrontEnd& front_end);
// The name of the first scale that does not fit a matrix of this shape; "" when both fit.
std::string unfit_scale(const Hdf5Reader& file, const std::vector<std::int64_t>& shape);
// Reads the scales, so that a damaged chunk in them is found.
void read_scales(const Hdf5Reader& file);

}  // namespace cantus
