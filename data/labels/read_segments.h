#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/read_labels.h"

namespace cantus {

// .lab, .txt (Audacity), .csv, .jams, .vocal (MIR-1K).
const std::vector<std::string>& label_file_extensions();

// Reads a label file of the kind that its name says, in capitals or not.
// Errors: those of the reader; kBadData for any other extension.
std::vector<Segment> read_segments(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

}  // namespace cantus
