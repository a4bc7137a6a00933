#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/queue.h"

namespace cantus {

// How a curve becomes segments of voice. The steps, in this order: running median; hysteresis;
// padding; gaps shorter than `min_gap_s` closed; segments shorter than `min_voice_s` dropped. The
// values are those of a listener; a paper's has its own.
struct SegmentSettings {
  std::int64_t median_frames = 15;  // window of the median, an even one as scipy has it; 1: none
  float onset = 0.5f;               // voice begins where the curve is greater than this
  float offset = 0.5f;              // and ends where it is no longer greater than this; <= onset
  double pad_start_s = 0;           // every segment begins so much earlier
  double pad_end_s = 0;             // and ends so much later
  double min_gap_s = 0.1;
  double min_voice_s = 0.1;
};

struct VoiceSegment {
  double start_s = 0;
  double end_s = 0;
  float confidence = 0;  // mean of the unfiltered curve over the frames inside; 0 to 1

  bool operator==(const VoiceSegment&) const = default;
};

inline constexpr std::int64_t kLongestMedian = 10001;  // frames that any setting may ask for

// The curve with its running median taken: kernels/median.
std::vector<float> smooth_curve(Queue& queue, std::span<const float> curve, std::int64_t window);

// The segments of voice in a curve, in order, apart, within [0, duration_s]. A segment lasts from
// the time of its first frame to that of the first frame after it; one that reaches the curve's end
// lasts to duration_s. With equal onset and offset the frames inside are those whose value is
// greater than the threshold, as metrics count them. The semantics are those of pyannote.audio's
// Binarize but for values equal to the offset, which end a segment.
//   curve, times_s [n], times rising
std::vector<VoiceSegment> find_segments(Queue& queue, std::span<const float> curve,
                                        std::span<const double> times_s, double duration_s,
                                        const SegmentSettings& settings);

}  // namespace cantus
