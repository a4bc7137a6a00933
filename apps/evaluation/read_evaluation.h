#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/evaluation/metrics.h"

namespace cantus {

// The scores of one recording's songs, or summed over several recordings.
struct SongScores {
  FrameCounts counts;
  double auroc_sum = 0;  // over the songs that have one: some frames with voice and some without
  std::int64_t num_aurocs = 0;

  // Adds the scores of another as often as it was drawn.
  void add(const SongScores& other, std::int64_t times);
};

// The songs of one recording, such as a mix and its accompaniment: they are drawn together.
struct ScoredRecording {
  std::string name;  // of its first song
  SongScores scores;
};

// What `evaluate --json` printed of one detector, by recording.
struct ScoredRecordings {
  std::string file;
  std::string detector;
  double threshold = 0;                           // a frame above it counts as voice
  std::optional<std::int64_t> median_frames;      // running median over curves; none: label files
  std::map<std::string, ScoredRecording> by_key;  // key: SHA-256 of sound
  std::vector<SongScores> scores;                 // of all recordings, in the order of keys
};

// Reads the detector of that name, else the file's first. Errors: those of InputFile; kBadData for
// what is no evaluation with recordings; kUsage when it has no such detector, naming those it has.
ScoredRecordings read_evaluation(const std::filesystem::path& file, const std::string& detector);

// Throws Error(kBadData) naming the first recording that only one of them has, or that has another
// number of frames in the other.
void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b);

}  // namespace cantus
