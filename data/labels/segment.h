#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

namespace cantus {

// A time with one label: start_s <= t < end_s.
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
// Whether a label says that there is none: "no" and one of the words, "no", "none", "nothing".
bool means_no_voice(const std::string& label);

// Of segments in order, in seconds; 0 where there are none.
inline double end_of(const std::vector<Segment>& segments) {
  return segments.empty() ? 0 : segments.back().end_s;
}

// 1 where the frame's time lies in a segment whose label is one of `positive`, else 0; time that no
// segment covers is negative. `segments` are in order and do not overlap.
//   times_s [num_frames], ascending: what stands for each frame, as its centre -> [num_frames]
std::vector<float> frame_labels(const std::vector<Segment>& segments,
                                const std::set<std::string>& positive,
                                std::span<const double> times_s);

// The names of their labels.
std::set<std::string> names_in(const std::vector<Segment>& segments);

// What names of labels say of a voice.
struct LabelNames {
  // Those that count as no voice without saying so.
  std::set<std::string> foreign;
  // Whether any of them means a voice, or denies one: "nosing".
  bool is_spoken_of = false;
};
// `positive` are those that mean a voice, "no" and one of them denies it; what means_no_voice() is
// not foreign either.
LabelNames judged_names(const std::set<std::string>& names, const std::set<std::string>& positive);

// The segments with every gap from 0 to `duration_s` filled by a segment labelled `background`.
// Segments that reach past the duration are cut there. What is shorter than a microsecond is left
// out, gaps and segments.
std::vector<Segment> fill_gaps(const std::vector<Segment>& segments, double duration_s,
                               const std::string& background);

}  // namespace cantus
