#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

namespace cantus {

// A span of time with one label: start_s <= t < end_s.
struct Segment {
  double start_s = 0.0;
  double end_s = 0.0;
  std::string label;
  double confidence = 1.0;  // 0 to 1

  bool operator==(const Segment&) const = default;
};

// The words that label files use for a voice.
inline const std::set<std::string> kVoiceWords{"sing", "speech", "voice"};
inline bool means_voice(const std::string& label) { return kVoiceWords.contains(label); }
// Whether a label denies a voice: "no" before one of kVoiceWords, or "no", "none", "nothing".
bool means_no_voice(const std::string& label);

// The end of the last of ordered segments, in seconds; 0 where there are none.
inline double end_of(const std::vector<Segment>& segments) {
  return segments.empty() ? 0 : segments.back().end_s;
}

// The label of each frame: 1 where its time lies in a segment whose label is one of `positive`,
// else 0, also outside all segments. `segments` must be in order and not overlap.
//   times_s [num_frames], ascending: the time of each frame, such as its centre -> [num_frames]
std::vector<float> frame_labels(const std::vector<Segment>& segments,
                                const std::set<std::string>& positive,
                                std::span<const double> times_s);

// The distinct labels of the segments.
std::set<std::string> names_in(const std::vector<Segment>& segments);

// What the names of labels say about a voice.
struct LabelNames {
  // Names that count as no voice, but do not say so.
  std::set<std::string> foreign;
  // Whether any name means a voice, or denies one ("nosing").
  bool mentions_voice = false;
};
// Names in `positive` mean a voice; "no" before one of them denies it. Names that means_no_voice()
// knows are not foreign either.
LabelNames judged_names(const std::set<std::string>& names, const std::set<std::string>& positive);

// The segments with every gap from 0 to `duration_s` filled by a segment labelled `background`.
// Segments that reach past the duration are cut there. Gaps and segments shorter than a microsecond
// are left out.
std::vector<Segment> fill_gaps(const std::vector<Segment>& segments, double duration_s,
                               const std::string& background);

}  // namespace cantus
