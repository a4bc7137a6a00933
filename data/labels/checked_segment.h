#pragma once

#include <vector>

#include "data/files/text_lines.h"
#include "data/labels/segment.h"

namespace cantus {

// Appends a segment that the current line of a label file states. Refused at that line: 0 <= start
// <= end, order and the absence of overlap broken, a start after the sound's end at `duration_s`,
// an end more than a second after it, or after 24 hours where that is not known.
void append_checked(std::vector<Segment>& segments, Segment segment, const TextLines& lines,
                    double duration_s);

// The same, but a segment that goes on where the one before ends, with its label, prolongs it.
void append_run(std::vector<Segment>& segments, Segment segment, const TextLines& lines,
                double duration_s);

}  // namespace cantus
