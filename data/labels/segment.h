#pragma once

#include <set>
#include <string>
#include <vector>

namespace cantus {

// A stretch of time with one label: start_s <= t < end_s.
struct Segment {
  double start_s = 0.0;
  double end_s = 0.0;
  std::string label;
  double confidence = 1.0;  // 0 to 1

  bool operator==(const Segment&) const = default;
};

// The times that stand for the frames of a front end: frame k for (k * hop_samples + first_samples)
// / sample_rate. With first_samples = 0 that is where the frame starts, which the reference
// evaluation of singing-voice detectors uses; with half the window, its centre.
struct FrameTimes {
  int sample_rate;  // Hz
  int hop_samples;
  double first_samples = 0.0;

  // One division, so that frame 70 of a 70 fps front end is at 1 s exactly, and a centre where
  // curves have it.
  double time_s(std::size_t frame) const {
    return (static_cast<double>(frame) * hop_samples + first_samples) / sample_rate;
  }
  static FrameTimes at_centres(int sample_rate, int hop_samples, int window_samples) {
    return {sample_rate, hop_samples, 0.5 * window_samples};
  }
};

// [num_frames] 1 where the frame's time lies in a segment whose label is one of `positive`, else 0;
// time that no segment covers is negative. `segments` are in order and do not overlap.
std::vector<float> frame_labels(const std::vector<Segment>& segments,
                                const std::set<std::string>& positive, const FrameTimes& times,
                                std::size_t num_frames);

// Of these names those that are neither one of `positive` nor "no" and something ("nosing",
// "nospeech"): they count as no voice without saying so.
std::set<std::string> foreign_names(const std::set<std::string>& names,
                                    const std::set<std::string>& positive);

// Whether labels of these names say where there is `label`: they have it, or "no" and it.
bool speak_of(const std::set<std::string>& names, const std::string& label);

// The segments with every gap from 0 to `duration_s` filled by a segment labelled `background`.
// Segments that reach past the duration are cut there.
std::vector<Segment> fill_gaps(const std::vector<Segment>& segments, double duration_s,
                               const std::string& background);

}  // namespace cantus
