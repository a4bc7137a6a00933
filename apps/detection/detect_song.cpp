#include "apps/detection/detect_song.h"

#include <fmt/format.h>

#include "models/detection/digital_silence.h"
#include "models/detection/likeness.h"

namespace cantus {
namespace {

// Beyond this a song is unlike those that the model learned from: with the shipped model none of
// 80 accompaniments of MIR-1K, 64 of them 12 dB quieter, all without what is above 5 kHz.
constexpr double kFar = 1;

void add_warnings(const Likeness& likeness, const FrontEnd& front_end,
                  std::vector<std::string>& warnings) {
  if (likeness.level < -kFar)
    warnings.emplace_back(
        "far quieter than what the model learned from: voice may be missed (--gain-db)");
  if (likeness.level > kFar)
    warnings.emplace_back(
        "far louder than what the model learned from: voice may be missed, and music taken for "
        "voice (--gain-db)");
  if (likeness.treble < -kFar) {
    const auto centres_hz = band_centres_hz(front_end);
    warnings.push_back(
        fmt::format("far less above {:.0f} Hz than in what the model learned from: music may be "
                    "taken for voice",
                    centres_hz[first_treble_band(centres_hz.size())]));
  }
}

}  // namespace

SongDetector::SongDetector(Queue& queue, Queue& host, Model& model, Precision precision,
                           BlockScoring blocks)
    : host_(host),
      model_(model),
      extractor_(queue, front_end_preset(model.facts.front_end)),
      detector_(queue, model.network, model.parameters,
                {.precision = precision, .blocks = blocks, .silence = standard_silence(model)}) {}

Detection SongDetector::detect(const std::filesystem::path& song, DecodedSong decoded,
                               const SegmentSettings& settings,
                               const std::function<void(double)>& on_sound) {
  Detection found;
  found.duration_s = decoded.duration_s;
  found.warnings = decoded.warnings;
  FeatureMatrix features = extractor_.extract(decoded.audio);
  decoded.audio = {};
  require_frames(features, front_end(), song, found.duration_s);
  if (keeps_features_) found.features = features;
  standardize(host_, model_.standardization, features);
  const auto silence = standard_silence(model_);
  add_warnings(likeness_to_training(features.values, silence), front_end(), found.warnings);
  const double frame_s = found.duration_s / static_cast<double>(features.num_frames);
  found.curve.value = detector_.curve(features.values, [&](std::int64_t num_frames) {
    if (on_sound) on_sound(static_cast<double>(num_frames) * frame_s);
  });
  quiet_digital_silence(features.values, silence, found.curve.value);
  found.curve.time_s = frame_centres_s(front_end(), features.num_frames);
  found.voice =
      find_segments(host_, found.curve.value, frame_starts_s(front_end(), features.num_frames),
                    found.duration_s, settings);
  return found;
}

}  // namespace cantus
