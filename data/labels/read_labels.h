#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// Every reader here requires finite times, 0 <= start <= end, segments in order and without
// overlap. Errors: those of InputFile; kBadData with FILE:LINE, for JAMS with the entry's number.

// `duration_s`: the sound's length, if known; no segment may start after it or end more than one
// second after it (decoders and annotators round differently).
constexpr double kUnknownDuration = std::numeric_limits<double>::infinity();

// The extensions of the kinds of label files below, one for each kind.
const std::vector<std::string>& label_file_extensions();

// Reads a label file of the kind that its extension (in any case) says. Errors: kBadData for any
// other extension.
std::vector<Segment> read_segments(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// .lab: lines `start end label`, seconds, separated by blanks, tabs or commas, no header.
std::vector<Segment> read_lab(const std::filesystem::path& path,
                              double duration_s = kUnknownDuration);

// Audacity label track: `start TAB end TAB label`; the label may hold blanks or be empty; a decimal
// comma is accepted; the frequency lines of its extended format (which begin with a backslash) are
// skipped. An empty file is a track without labels.
std::vector<Segment> read_audacity(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// CSV with a header that names at least the columns start_s, end_s, label; `confidence` is
// optional, other columns are ignored. Fields may be quoted.
std::vector<Segment> read_segments_csv(const std::filesystem::path& path,
                                       double duration_s = kUnknownDuration);

// JAMS: reads the one annotation in this namespace, whose `data` is a list of time, duration
// (seconds), value (the label) and confidence (0 to 1, or null). Skips other annotations.
inline constexpr const char* kJamsNamespace = "segment_open";
std::vector<Segment> read_jams(const std::filesystem::path& path,
                               double duration_s = kUnknownDuration);

// The length of the sound that a JAMS file states (file_metadata.duration, s); none where it states
// none. Errors: those of read_jams for malformed JSON; kBadData for more than 24 h.
std::optional<double> stated_duration_of_jams(const std::filesystem::path& path);

// Praat TextGrid, long or short text format: reads its only interval tier or, of several, the one
// with this name. An interval without text is a gap; point tiers are skipped.
inline constexpr const char* kVoiceTier = "voice";
std::vector<Segment> read_textgrid(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// The end of a TextGrid's time and so of its sound (xmax, s). Errors: those of read_textgrid.
double stated_duration_of_textgrid(const std::filesystem::path& path);

// The length of the song, if the file that these segments were read from tells it: JAMS and
// TextGrid state it (above); a .lab or .vocal ends with the song if it has no gaps of over 10
// ms.
std::optional<double> stated_duration(const std::filesystem::path& path,
                                      const std::vector<Segment>& segments);

// MIR-1K's .vocal: a 0 or 1 for each window of 40 ms, one every 20 ms, the first at the sound's
// start. Each value labels the 20 ms around its window's centre, the first also the time before.
// Runs of 1 become "sing", runs of 0 "nosing".
std::vector<Segment> read_mir1k_vocal(const std::filesystem::path& path,
                                      double duration_s = kUnknownDuration);

}  // namespace cantus
