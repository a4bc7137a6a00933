#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/evaluation/metrics.h"

namespace cantus {

// What one recording's songs, or several recordings', came to.
struct SongScores {
  FrameCounts counts;
  double auroc_sum = 0;  // over the songs that have one: some voice, and some frames without
  std::int64_t num_aurocs = 0;

  // As often as it was drawn.
  void add(const SongScores& other, std::int64_t times);
};

// The songs that are one: a mix and its accompaniment, say, stand or fall together.
struct ScoredRecording {
  std::string name;  // of its first song
  SongScores scores;
};

// What `evaluate --json` said of one detector, recording by recording.
struct ScoredRecordings {
  std::string file;
  std::string detector;
  double threshold = 0;                           // above which a frame counts as voice,
  std::optional<std::int64_t> median_frames;      // of curves so smoothed; none: of label files
  std::map<std::string, ScoredRecording> by_key;  // SHA-256 of sound
  std::vector<SongScores> scores;                 // of all, in the order of their keys
};

// The detector of that name, or the file's first. Errors: those of InputFile; kBadData for what is
// no evaluation that tells recordings; kUsage when it has no such detector, naming those it has.
ScoredRecordings read_evaluation(const std::filesystem::path& file, const std::string& detector);

// Throws Error(kBadData) naming the first recording that only one of them has, or that has another
// number of frames in the other.
void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b);

}  // namespace cantus
