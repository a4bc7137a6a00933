#include "apps/map_picture.h"

#include <algorithm>

#include "data/frontend/feature_extractor.h"
#include "data/picture/timeline.h"

namespace cantus {
namespace {

std::vector<float> relative_to_quantile(const std::vector<float>& saliency) {
  std::vector<float> sorted = saliency;
  const auto at = sorted.begin() + (std::ssize(sorted) - 1) * 999 / 1000;
  std::nth_element(sorted.begin(), at, sorted.end());
  const float scale = *at > 0 ? 1 / *at : 1;
  std::vector<float> shown(saliency.size());
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i] = std::min(saliency[i] * scale, 1.0f);
  return shown;
}

}  // namespace

void draw_map(const std::filesystem::path& path, const std::string& title, const StoredMap& map,
              const FrontEnd& front_end) {
  const FeatureExtractor extractor(front_end);
  TimelinePicture picture;
  picture.title = title;
  picture.num_frames = map.num_frames;
  picture.num_bins = map.num_bands;
  picture.spectrogram = relative_to_quantile(map.saliency);
  picture.value_name = "saliency";
  picture.frequency_hz = band_centres_hz(front_end);
  picture.first_frame_s = extractor.frame_time_s(0);
  picture.frame_period_s = 1 / front_end.frames_per_second();
  picture.duration_s = extractor.frame_time_s(map.num_frames - 1) + picture.first_frame_s;
  TimelineDetection detection;
  detection.curve = map.probabilities;
  detection.first_point_s = picture.first_frame_s;
  detection.curve_period_s = picture.frame_period_s;
  picture.detections = {detection};
  draw_timeline(path, picture);
}

}  // namespace cantus
