#pragma once

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// What every reader here holds its file to: times finite, 0 <= start <= end, in order, without
// overlap. Errors: those of InputFile; kBadData with FILE:LINE, of JAMS with the entry's number.

// `duration_s`: of the sound, where known; no segment may start after it or end more than one
// second after it (decoders and annotators round differently).
constexpr double kUnknownDuration = std::numeric_limits<double>::infinity();

// Of the kinds below, one each.
const std::vector<std::string>& label_file_extensions();

// Reads a label file of the kind that its name says, in capitals or not. Errors: kBadData for any
// other extension.
std::vector<Segment> read_segments(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// .lab: lines `start end label`, seconds, separated by blanks, tabs or commas, no header.
std::vector<Segment> read_lab(const std::filesystem::path& path,
                              double duration_s = kUnknownDuration);

// Audacity label track: `start TAB end TAB label`; the label may hold blanks or be empty; a decimal
// comma is accepted; the frequency lines of its extended form (a backslash first) are skipped. An
// empty file is a track without labels.
std::vector<Segment> read_audacity(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// CSV with a header that names at least the columns start_s, end_s, label; `confidence` is
// optional, other columns are ignored. Fields may be quoted.
std::vector<Segment> read_segments_csv(const std::filesystem::path& path,
                                       double duration_s = kUnknownDuration);

// JAMS: the one annotation in this namespace, whose `data` is a list of time, duration
// (seconds), value (the label) and confidence (0 to 1, or null). Others are passed over.
inline constexpr const char* kJamsNamespace = "segment_open";
std::vector<Segment> read_jams(const std::filesystem::path& path,
                               double duration_s = kUnknownDuration);

// The length of its sound that a JAMS file states (file_metadata.duration, s); none where it does
// not. Errors: those of read_jams for what is no JSON; kBadData for more than 24 h.
std::optional<double> stated_duration_of_jams(const std::filesystem::path& path);

// TextGrid of Praat, as text, long or short: its only tier of intervals or, of several, the one of
// this name. An interval without text is a gap; tiers of points are passed over.
inline constexpr const char* kVoiceTier = "voice";
std::vector<Segment> read_textgrid(const std::filesystem::path& path,
                                   double duration_s = kUnknownDuration);

// Where a TextGrid's time ends (xmax, s), which is its sound's end. Errors: those of read_textgrid.
double stated_duration_of_textgrid(const std::filesystem::path& path);

// How long the song of these segments is, where their file says so: JAMS and TextGrid state it
// (above); .lab and .vocal end with the song where every moment has a label, but for gaps of up to
// 10 ms.
std::optional<double> stated_duration(const std::filesystem::path& path,
                                      const std::vector<Segment>& segments);

// MIR-1K's .vocal: a 0 or 1 for each window of 40 ms, one every 20 ms, the first from the sound's
// start. Each is taken for the 20 ms about its window's centre, the first from 0 on. Runs of 1
// become "sing", runs of 0 "nosing".
std::vector<Segment> read_mir1k_vocal(const std::filesystem::path& path,
                                      double duration_s = kUnknownDuration);

}  // namespace cantus
