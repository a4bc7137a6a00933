#include "apps/detection/detect_timeline.h"

#include "apps/program/version.h"
#include "apps/songs/song_map.h"
#include "data/labels/segment.h"

namespace cantus {
namespace {

TimelineDetection shown(const NamedDetection& named) {
  TimelineDetection detection;
  detection.name = named.name;
  detection.curve = named.detection->curve.value;
  detection.first_point_s = named.detection->curve.time_s.front();
  detection.curve_period_s = 1 / named.front_end->frames_per_second();
  for (const VoiceSegment& voice : named.detection->voice)
    detection.segments.push_back({voice.start_s, voice.end_s, "", voice.confidence});
  return detection;
}

}  // namespace

SongTimeline timeline_of(const std::string& title, const Detection& detection,
                         const DetectContext& context) {
  SongTimeline timeline;
  timeline.title = title;
  timeline.duration_s = detection.duration_s;
  timeline.spectrogram = frames_over_time("log magnitude", *context.front_end,
                                          detection.features.num_frames, detection.features.values);
  // log(1 + x) is almost x itself for small x.
  timeline.spectrogram.by_root = context.front_end->compression.kind == LogKind::kLog1p;
  timeline.detections.push_back(shown({context.model_name, context.front_end, &detection}));
  for (const NamedDetection& other : context.beside) timeline.detections.push_back(shown(other));
  timeline.threshold = context.settings.onset;
  timeline.offset = context.settings.offset;
  timeline.is_smoothed = context.settings.median_frames > 1;
  if (context.truth) {
    timeline.truth.emplace();
    for (const Segment& segment : *context.truth) {
      if (means_voice(segment.label) || segment.label == context.positive_label) {
        timeline.truth->push_back({segment.start_s, segment.end_s});
      }
    }
  }
  return timeline;
}

SongPage page_of(const std::string& title, const Detection& detection,
                 const DetectContext& context) {
  SongPage page{.timeline = timeline_of(title, detection, context),
                .sound = detection.sound,
                .tool = tool(),
                .detection = context.json};
  if (!context.map) return page;
  page.map_name = "saliency map of " + context.map->network;
  page.map =
      frames_over_time("saliency", map_front_end(), context.map->num_frames, context.map->saliency);
  return page;
}

}  // namespace cantus
