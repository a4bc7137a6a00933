#pragma once

#include <filesystem>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// Reads RM-P001.VOCA_INST.TXT of the RWC annotations: `time TAB state` lines, each state lasting
// until the next; `e` ends the file. States with a voice begin with m, f or g (male, female,
// group), all others (b background, s:INSTRUMENT solo) have none. "Piece No." begins a title line.
// Returns segments labelled "sing" and "nosing". Errors: as the readers of read_labels.h.
std::vector<Segment> read_rwc_vocal_states(const std::filesystem::path& path, double duration_s);

}  // namespace cantus
