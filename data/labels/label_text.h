#pragma once

#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// The text of a label file with these segments; times in seconds with six decimals and a decimal
// point in every locale. The caller decides which segments go in: by convention a .lab covers the
// whole song (fill_gaps), an Audacity track only what was found. Labels must not hold control
// characters (kSoftware otherwise); .lab replaces blanks and commas in labels by `_`.

std::string to_lab(const std::vector<Segment>& segments);

std::string to_audacity(const std::vector<Segment>& segments);

// With the header start_s,end_s,label,confidence.
std::string to_csv(const std::vector<Segment>& segments);

// A Praat TextGrid (long text format): one interval tier named "voice" that covers the song, with
// empty text where there is no segment.
std::string to_textgrid(const std::vector<Segment>& segments, double duration_s);

// What a JAMS file states besides the segments.
struct JamsFacts {
  std::string title;      // of the song
  double duration_s = 0;  // of the song
  std::string tool;       // the program and its version
};

// JAMS 0.3 (github.com/marl/jams), one annotation in the namespace segment_open.
std::string to_jams(const std::vector<Segment>& segments, const JamsFacts& facts);

}  // namespace cantus
