#include "models/detection/segments.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "kernels/median/median.h"

namespace cantus {
namespace {

// The resolution of times in files, and in comparisons: whether five frames of 20 ms last less than
// 0.1 s may not depend on how their times are rounded, that is, on their place in a song.
constexpr double kShortestS = 1e-6;

std::vector<VoiceSegment> cross_thresholds(std::span<const float> curve,
                                           std::span<const double> times_s, double duration_s,
                                           float onset, float offset) {
  std::vector<VoiceSegment> segments;
  bool is_voice = false;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    if (!is_voice && curve[k] > onset) {
      segments.push_back({times_s[k], duration_s, 0});
      is_voice = true;
    } else if (is_voice && !(curve[k] > offset)) {
      segments.back().end_s = times_s[k];
      is_voice = false;
    }
  }
  return segments;
}

void pad(std::vector<VoiceSegment>& segments, double duration_s, const SegmentSettings& settings) {
  for (VoiceSegment& segment : segments) {
    segment.start_s = std::max(0.0, segment.start_s - settings.pad_start_s);
    segment.end_s = std::min(duration_s, segment.end_s + settings.pad_end_s);
  }
}

// Also joins segments that padding made touch or overlap.
std::vector<VoiceSegment> close_gaps(const std::vector<VoiceSegment>& segments, double min_gap_s) {
  std::vector<VoiceSegment> closed;
  for (const VoiceSegment& segment : segments) {
    const double gap_s = closed.empty() ? 0 : segment.start_s - closed.back().end_s;
    if (!closed.empty() && (gap_s < kShortestS || gap_s < min_gap_s - kShortestS)) {
      closed.back().end_s = segment.end_s;
    } else {
      closed.push_back(segment);
    }
  }
  return closed;
}

float mean_within(const VoiceSegment& segment, std::span<const float> curve,
                  std::span<const double> times_s) {
  const auto first = std::lower_bound(times_s.begin(), times_s.end(), segment.start_s - kShortestS);
  const auto last = std::lower_bound(first, times_s.end(), segment.end_s - kShortestS);
  if (first == last) return 0;
  double sum = 0;
  for (auto time = first; time != last; ++time) sum += curve[time - times_s.begin()];
  return std::clamp(static_cast<float>(sum / static_cast<double>(last - first)), 0.0f, 1.0f);
}

}  // namespace

std::vector<float> smooth_curve(Queue& queue, std::span<const float> curve, std::int64_t window) {
  std::vector<float> smooth(curve.size());
  queue.reserve_scratch(median_scratch_bytes(queue, window));
  running_median(queue, static_cast<std::int64_t>(curve.size()), window, curve.data(),
                 smooth.data());
  return smooth;
}

std::vector<VoiceSegment> find_segments(Queue& queue, std::span<const float> curve,
                                        std::span<const double> times_s, double duration_s,
                                        const SegmentSettings& settings) {
  CANTUS_REQUIRE(curve.size() == times_s.size(), "a curve needs one time a value");
  CANTUS_REQUIRE(settings.offset <= settings.onset, "voice must end no higher than it begins");
  const std::vector<float> smooth = smooth_curve(queue, curve, settings.median_frames);
  auto segments = cross_thresholds(smooth, times_s, duration_s, settings.onset, settings.offset);
  pad(segments, duration_s, settings);
  segments = close_gaps(segments, settings.min_gap_s);
  std::erase_if(segments, [&](const VoiceSegment& segment) {
    return segment.end_s - segment.start_s <
           std::max(settings.min_voice_s - kShortestS, kShortestS);
  });
  for (VoiceSegment& segment : segments) segment.confidence = mean_within(segment, curve, times_s);
  return segments;
}

}  // namespace cantus
