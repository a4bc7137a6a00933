#include "apps/detection/detect_song.h"

#include <utility>

#include "apps/model/likeness_warnings.h"

namespace cantus {

SongDetector::SongDetector(Queue& queue, Queue& host, Model& model, Precision precision,
                           BlockScoring blocks)
    : host_(host),
      model_(model),
      extractor_(queue, front_end_preset(model.facts.front_end)),
      detector_(queue, model.network, model.parameters,
                {.precision = precision,
                 .blocks = blocks,
                 .silence = standard_silence(model),
                 .model = model.file}) {}

Detection SongDetector::detect(const std::filesystem::path& song, DecodedSong decoded,
                               const SegmentSettings& settings,
                               const std::function<void(double)>& on_sound) {
  Detection found;
  found.duration_s = decoded.duration_s;
  found.warnings = decoded.warnings;
  require_frame(decoded.audio.samples.size(), front_end(), song);
  FeatureMatrix features = extractor_.extract(decoded.audio);
  if (keeps_sound_) found.sound = std::move(decoded.audio);
  decoded.audio = {};
  if (keeps_features_) found.features = features;
  standardize(host_, model_.standardization, features);
  for (std::string& warning : likeness_warnings(model_, features, decoded.gain_db))
    found.warnings.push_back(std::move(warning));
  const double frame_s = found.duration_s / static_cast<double>(features.num_frames);
  found.curve.value = detector_.curve(features.values, [&](std::int64_t num_frames) {
    if (on_sound) on_sound(static_cast<double>(num_frames) * frame_s);
  });
  found.curve.time_s = frame_centres_s(front_end(), features.num_frames);
  found.voice =
      find_segments(host_, found.curve.value, frame_starts_s(front_end(), features.num_frames),
                    found.duration_s, settings);
  return found;
}

}  // namespace cantus
