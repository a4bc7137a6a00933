#include "apps/saliency/map_picture.h"

#include <algorithm>

#include "data/frontend/front_end.h"
#include "data/picture/png_file.h"
#include "data/picture/timeline.h"
#include "engine/quantile.h"
#include "models/detection/segments.h"

namespace cantus {
namespace {

std::vector<float> up_to_quantile(const std::vector<float>& saliency) {
  const float limit = quantile_of(saliency, 0.999);
  if (limit == 0) return saliency;  // almost all of the map is 0
  std::vector<float> shown = saliency;
  for (float& value : shown) value = std::min(value, limit);
  return shown;
}

constexpr SegmentSettings kDecision;  // the defaults of `detect`

std::vector<Segment> voice_in(Queue& host, const StoredMap& map, const FrontEnd& front_end,
                              double duration_s) {
  const auto starts = frame_starts_s(front_end, map.num_frames);
  std::vector<Segment> segments;
  for (const VoiceSegment& voice :
       find_segments(host, map.probabilities, starts, duration_s, kDecision))
    segments.push_back({voice.start_s, voice.end_s, "voice"});
  return segments;
}

}  // namespace

void draw_map(Queue& host, const std::filesystem::path& path, const std::string& title,
              const StoredMap& map, const FrontEnd& front_end) {
  SongTimeline timeline;
  timeline.title = title;
  timeline.spectrogram =
      frames_over_time("saliency", front_end, map.num_frames, up_to_quantile(map.saliency));
  const TimeFrequency& shown = timeline.spectrogram;
  timeline.duration_s = front_end.frame_centre_s(map.num_frames - 1) + shown.first_frame_s;
  TimelineDetection detection;
  detection.curve = map.probabilities;
  detection.first_point_s = shown.first_frame_s;
  detection.curve_period_s = shown.frame_period_s;
  detection.segments = voice_in(host, map, front_end, timeline.duration_s);
  timeline.detections = {detection};
  timeline.is_smoothed = kDecision.median_frames > 1;
  write_png(path, render_timeline(timeline));
}

}  // namespace cantus
