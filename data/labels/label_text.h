#pragma once

#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// Segments as the text of a label file, times in seconds with six decimals and a decimal point
// whatever the locale. The caller decides which segments go in: by custom .lab covers the whole
// song (fill_gaps), an Audacity track holds only what was found. Labels hold no control characters
// (kSoftware otherwise); .lab, whose labels are words, has `_` in place of blanks and commas.

std::string to_lab(const std::vector<Segment>& segments);

std::string to_audacity(const std::vector<Segment>& segments);

// With the header start_s,end_s,label,confidence.
std::string to_csv(const std::vector<Segment>& segments);

// A TextGrid of Praat (its long text form): one tier named "voice" of intervals that cover the
// song, without text where no segment is.
std::string to_textgrid(const std::vector<Segment>& segments, double duration_s);

// What a JAMS file says beside the segments.
struct JamsFacts {
  std::string title;      // of the song
  double duration_s = 0;  // of the song
  std::string tool;       // the program and its version
};

// JAMS 0.3 (github.com/marl/jams), one annotation in the namespace segment_open.
std::string to_jams(const std::vector<Segment>& segments, const JamsFacts& facts);

}  // namespace cantus
