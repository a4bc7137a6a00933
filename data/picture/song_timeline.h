#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"
#include "data/picture/time_frequency.h"

namespace cantus {

// The detections of one model.
struct TimelineDetection {
  std::string name;          // shown when there are several
  std::vector<float> curve;  // probability in [0, 1], point k at first_point_s + k * period
  double first_point_s = 0;
  double curve_period_s = 0;
  std::vector<Segment> segments;  // where the voice was detected
};

// Everything about one song, on one time axis that starts at 0 s.
struct SongTimeline {
  std::string title;
  double duration_s = 0;  // > 0

  TimeFrequency spectrogram;

  // Where there is a voice, when it is known; drawn whatever the labels are called.
  std::optional<std::vector<Segment>> truth;
  std::vector<TimelineDetection> detections;  // one below the other, their curves in one panel
  double threshold = 0.5;                     // voice begins where a curve exceeds it
  std::optional<double> offset;               // voice ends at or below it; none: at `threshold`
  bool is_smoothed = false;  // thresholds apply to smoothed curves, not to those drawn
};

// Throws Error(kSoftware) where the sizes of its parts are inconsistent.
void require_whole(const SongTimeline& timeline);

}  // namespace cantus
