#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/metrics.h"

namespace cantus {

// What `evaluate --json` said of one detector, recording by recording: rows of one sound file (its
// mix and its accompaniment, say) stand or fall together and are one.
struct ScoredRecordings {
  std::string file;
  std::string detector;
  std::vector<std::string> names;  // sorted
  std::vector<FrameCounts> counts;
};

// The detector of that name, or the file's first. Errors: those of InputFile; kBadData for what is
// no evaluation; kUsage when it has no such detector, naming those it has.
ScoredRecordings read_scored_recordings(const std::filesystem::path& file,
                                        const std::string& detector);

// Throws Error(kBadData) naming the first recording that only one of them has, or that has another
// number of frames in the other.
void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b);

}  // namespace cantus
