#include "data/labels/segment.h"

#include <algorithm>

namespace cantus {
namespace {

constexpr double kShortestS = 1e-6;  // shorter spans have no length in six decimals

}  // namespace

std::vector<float> frame_labels(const std::vector<Segment>& segments,
                                const std::set<std::string>& positive,
                                std::span<const double> times_s) {
  std::vector<float> labels(times_s.size(), 0.0f);
  std::size_t frame = 0;
  for (const Segment& segment : segments) {
    while (frame < times_s.size() && times_s[frame] < segment.start_s) ++frame;
    const float value = positive.count(segment.label) > 0 ? 1.0f : 0.0f;
    for (; frame < times_s.size() && times_s[frame] < segment.end_s; ++frame) {
      labels[frame] = value;
    }
  }
  return labels;
}

bool means_no_voice(const std::string& label) {
  static const std::set<std::string> kNone{"no", "none", "nothing"};
  return kNone.contains(label) || (label.starts_with("no") && means_voice(label.substr(2)));
}

std::set<std::string> names_in(const std::vector<Segment>& segments) {
  std::set<std::string> names;
  for (const Segment& segment : segments) names.insert(segment.label);
  return names;
}

LabelNames judged_names(const std::set<std::string>& names, const std::set<std::string>& positive) {
  LabelNames judged;
  for (const std::string& name : names) {
    const bool denies_one = name.starts_with("no") && positive.contains(name.substr(2));
    if (positive.contains(name) || denies_one)
      judged.mentions_voice = true;
    else if (!means_no_voice(name))
      judged.foreign.insert(name);
  }
  return judged;
}

std::vector<Segment> fill_gaps(const std::vector<Segment>& segments, double duration_s,
                               const std::string& background) {
  std::vector<Segment> filled;
  double now_s = 0.0;
  for (Segment segment : segments) {
    segment.end_s = std::min(segment.end_s, duration_s);
    if (segment.end_s - segment.start_s < kShortestS) continue;
    if (segment.start_s - now_s < kShortestS)
      segment.start_s = now_s;
    else
      filled.push_back({now_s, segment.start_s, background});
    now_s = segment.end_s;
    filled.push_back(std::move(segment));
  }
  if (filled.empty() || duration_s - now_s >= kShortestS)
    filled.push_back({now_s, duration_s, background});
  else
    filled.back().end_s = duration_s;
  return filled;
}

}  // namespace cantus
