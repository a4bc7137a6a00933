#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/files/text_lines.h"
#include "data/labels/segment.h"

namespace cantus {

inline constexpr double kLongest_s = 24 * 3600;  // that sound may be, where it is not known

// Throws Error(kBadData), naming the place in a label file that states the segment.
using Refusal = std::function<void(const std::string& found, const std::string& expected)>;

// At the line that is the current one when something is refused.
Refusal refusal_at(const TextLines& lines);

// Appends a segment. Refused: 0 <= start <= end, order and the absence of overlap broken, a start
// after the sound's end at `duration_s`, an end more than a second after it, or after 24 hours
// where that is not known.
void append_checked(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                    double duration_s);

// The same, but a segment that goes on where the one before ends, with its label, prolongs it.
void append_run(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                double duration_s);

}  // namespace cantus
