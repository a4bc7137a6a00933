#include "apps/detection/detect_picture.h"

#include "data/labels/segment.h"
#include "data/picture/timeline.h"

namespace cantus {
namespace {

TimelineDetection shown(const NamedDetection& named) {
  TimelineDetection detection;
  detection.name = named.name;
  detection.curve = named.detection->curve.value;
  detection.first_point_s = named.detection->curve.time_s.front();
  detection.curve_period_s = 1 / named.front_end->frames_per_second();
  for (const VoiceSegment& voice : named.detection->voice)
    detection.segments.push_back({voice.start_s, voice.end_s});
  return detection;
}

}  // namespace

void draw_detection(const std::filesystem::path& path, const std::string& title,
                    const Detection& detection, const DetectContext& context) {
  TimelinePicture picture;
  picture.title = title;
  picture.duration_s = detection.duration_s;
  picture.num_frames = detection.features.num_frames;
  picture.num_bins = detection.features.num_bands;
  picture.spectrogram = detection.features.values;
  picture.frequency_hz = band_centres_hz(*context.front_end);
  picture.first_frame_s = detection.curve.time_s.front();
  picture.frame_period_s = 1 / context.front_end->frames_per_second();
  picture.detections.push_back(shown({context.model_name, context.front_end, &detection}));
  for (const NamedDetection& other : context.beside) picture.detections.push_back(shown(other));
  picture.threshold = context.settings.onset;
  picture.offset = context.settings.offset;
  picture.is_smoothed = context.settings.median_frames > 1;
  if (context.truth) {
    picture.truth.emplace();
    for (const Segment& segment : *context.truth) {
      if (means_voice(segment.label) || segment.label == context.positive_label) {
        picture.truth->push_back({segment.start_s, segment.end_s});
      }
    }
  }
  draw_timeline(path, picture);
}

}  // namespace cantus
