#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/frontend/front_end.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"

namespace cantus {

// How an HDF5 file of frames tells of their front end: in attributes of the root, and in the
// dimension scales `time` (s, centre of the frame's window) and `frequency` (Hz) of the matrix
// [time, band], which must be there.
void describe_front_end(Hdf5Writer& file, const FrontEnd& front_end, const std::string& matrix,
                        std::int64_t num_frames);

// Whether that is this front end.
bool is_of_front_end(const Hdf5Reader& file, const FrontEnd& front_end);
// The first of the scales that does not fit a matrix of this shape; "": none.
std::string unfit_scale(const Hdf5Reader& file, const std::vector<std::int64_t>& shape);
// Reads the scales, so that a damaged chunk of theirs shows.
void read_scales(const Hdf5Reader& file);

}  // namespace cantus
