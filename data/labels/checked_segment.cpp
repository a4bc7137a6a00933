#include "data/labels/checked_segment.h"

#include <cstdio>
#include <string>
#include <utility>

namespace cantus {
namespace {

constexpr double kLatest_s = 1;  // how long after the sound's end a segment may end

}  // namespace

Refusal refusal_at(const TextLines& lines) {
  return [&lines](const std::string& found, const std::string& expected) {
    lines.refuse(found, expected);
  };
}

void append_checked(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                    double duration_s) {
  const auto number = [](double x) { return std::to_string(x); };
  if (segment.start_s < 0) {
    refuse("segment starts at " + number(segment.start_s) + " s", "0 or later");
  }
  if (segment.end_s < segment.start_s) {
    refuse("segment ends at " + number(segment.end_s) + " s, before its start at " +
               number(segment.start_s) + " s",
           "start <= end");
  }
  if (!segments.empty() && segment.start_s < segments.back().start_s) {
    refuse("segment starts at " + number(segment.start_s) + " s, before the one above it",
           "segments in order of time");
  }
  if (!segments.empty() && segment.start_s < segments.back().end_s) {
    refuse("segment starts at " + number(segment.start_s) + " s, inside the one above it",
           number(segments.back().end_s) + " s or later");
  }
  if (segment.start_s > duration_s) {
    refuse("segment starts at " + number(segment.start_s) + " s, after the end of the sound",
           "at most " + number(duration_s) + " s");
  }
  if (segment.end_s > duration_s + kLatest_s) {
    refuse("segment ends at " + number(segment.end_s) +
               " s, more than 1 s after the end of the sound at " + number(duration_s) + " s",
           "at most " + number(duration_s + kLatest_s) + " s");
  }
  if (segment.end_s > kLongest_s + kLatest_s) {
    char end_s[32];
    std::snprintf(end_s, sizeof end_s, "%.6g", segment.end_s);
    refuse(std::string("segment ends at ") + end_s + " s", "24 h at most, as sound has");
  }
  segments.push_back(std::move(segment));
}

void append_run(std::vector<Segment>& segments, Segment segment, const Refusal& refuse,
                double duration_s) {
  append_checked(segments, std::move(segment), refuse, duration_s);
  if (segments.size() < 2) return;
  Segment& before = segments[segments.size() - 2];
  if (before.label != segments.back().label || before.end_s != segments.back().start_s) return;
  before.end_s = segments.back().end_s;
  segments.pop_back();
}

}  // namespace cantus
