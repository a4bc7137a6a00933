#pragma once

#include <filesystem>

#include "data/hdf5/handle.h"

namespace cantus {

// How links into other files are treated; an index of maps holds nothing else.
enum class ExternalLinks { kRefuse, kLeaveClosed };

// Opens an HDF5 file for reading: the only way in. Before the library sees the file, our own
// code reads its superblock (version 3, closed, end equal to the file's size); before any
// number is read, every object's description is checked. Refused are: anything but hard links
// (and, with kLeaveClosed, external ones, which nothing here follows), groups and data sets of
// floats or integers of rank 1-4; with kRefuse, groups nested deeper than 4 and more than
// 65,536 objects (an index has as many as it has maps and folders); virtual and external
// storage; filters other than fletcher32, deflate, shuffle; data sets that declare more than
// 1000 times the bytes stored for them. HDF5 1.10 can still be crashed by a file forged for
// it: pass only files whose checksum is in a manifest of ours, or that this machine wrote.
// Errors: kBadData (with FILE@BYTE for the superblock, FILE for the rest), kNoInput,
// kNoPermission.
Handle open_hdf5(const std::filesystem::path& path, ExternalLinks links = ExternalLinks::kRefuse);

}  // namespace cantus
