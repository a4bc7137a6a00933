#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/files/text_lines.h"
#include "data/labels/segment.h"

namespace cantus {

inline constexpr double kLongest_s = 24 * 3600;  // longest sound, where its length is not known

// Throws Error(kBadData), naming the place of the current segment in its label file.
using Refusal = std::function<void(const std::string& found, const std::string& expected)>;

// A Refusal that names the line that is current when it is called.
Refusal refusal_at(const TextLines& lines);

// Appends a segment. Refuses it unless 0 <= start <= end, it starts after the one before has ended,
// it starts before the sound's end at `duration_s`, and it ends at most one second after that and
// after 24 hours.
void append_checked(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                    double duration_s);

// The same, but a segment that starts where the one before ends and has its label extends that one.
void append_run(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                double duration_s);

}  // namespace cantus
