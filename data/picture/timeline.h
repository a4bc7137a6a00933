#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/labels/segment.h"
#include "data/picture/canvas.h"

namespace cantus {

// What one model found.
struct TimelineDetection {
  std::string name;          // said where there are several
  std::vector<float> curve;  // probability in [0, 1], point k at first_point_s + k * period
  double first_point_s = 0;
  double curve_period_s = 0;
  std::vector<Segment> segments;  // where the voice was detected
};

// Everything about one song, on one time axis that starts at 0 s.
struct TimelinePicture {
  std::string title;
  double duration_s = 0;  // > 0

  // Spectrogram: decibels or log magnitudes, frame k centred at first_frame_s + k * frame_period_s.
  std::int64_t num_frames = 0;       // > 0
  std::int64_t num_bins = 0;         // > 0
  std::vector<float> spectrogram;    // [num_frames, num_bins], finite
  std::vector<double> frequency_hz;  // [num_bins], rising: the centre of each bin or band
  double first_frame_s = 0;
  double frame_period_s = 0;
  std::string value_name = "log magnitude";  // what the numbers are, written at the colour scale

  // Where there is a voice, when it is known; drawn whatever the labels are called.
  std::optional<std::vector<Segment>> truth;
  std::vector<TimelineDetection> detections;  // one below the other, their curves in one panel
  double threshold = 0.5;                     // voice begins above it
  std::optional<double> offset;               // and ends at or below this, where it is another
  bool is_smoothed = false;  // the thresholds are held to smoothed curves, not to those drawn
};

// 1600 pixels wide: title and legend, spectrogram with a colour scale, truth and detection bars,
// curves with their thresholds, time ticks. A spectrogram of one value is one dark surface.
Canvas render_timeline(const TimelinePicture& picture);

// The same as a PNG. Errors as write_png.
void draw_timeline(const std::filesystem::path& path, const TimelinePicture& picture);

}  // namespace cantus
