#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "models/metrics.h"

namespace cantus {

// The songs that are one: a mix and its accompaniment, say, stand or fall together.
struct ScoredRecording {
  std::string name;  // of its first song
  FrameCounts counts;
};

// What `evaluate --json` said of one detector, recording by recording.
struct ScoredRecordings {
  std::string file;
  std::string detector;
  std::map<std::string, ScoredRecording> by_key;  // SHA-256 of sound
  std::vector<FrameCounts> counts;                // of all, in the order of their keys
};

// The detector of that name, or the file's first. Errors: those of InputFile; kBadData for what is
// no evaluation, or one by an older version, which did not tell recordings; kUsage when it has no
// such detector, naming those it has.
ScoredRecordings read_scored_recordings(const std::filesystem::path& file,
                                        const std::string& detector);

// Throws Error(kBadData) naming the first recording that only one of them has, or that has another
// number of frames in the other.
void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b);

}  // namespace cantus
